using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>What a game thread asks of the frame thread: one item of the submit ring.</summary>
internal struct SubmitCommand
{
    public AssetHandle Handle;
    public Vector3 Position;
    public float Radius;
    public float LodWeight;
    public float Deadline;
    public int Asset;
    public SubmitKind Kind;
    public bool IsUselessWhenLate;

    /// <summary>A value of <see cref="Urgency"/>, or -1 to let distance decide.</summary>
    public sbyte UrgencyBound;
}
