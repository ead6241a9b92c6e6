using System.Numerics;

namespace TurtlGraph.Benchmarks;

/// <summary>A request as the peers keep it: an instance of a class. All of source A's factors with its weights, for one viewer.</summary>
internal sealed class PeerRequest
{
    private const float CriticalDistance = 10;
    private const float HighDistance = 50;
    private const float MediumDistance = 100;

    public Vector3 Position;
    public float Radius;
    public float SizeMegabytes;
    public float LodImportance;
    public float QueuedAt;
    public float Score;
    public int Urgency;

    /// <summary>So many requests in the world of <see cref="FrameWorld"/>, in the order in which a pool gives them out after a while: none.</summary>
    public static PeerRequest[] Make(int count)
    {
        var random = new Random(1);
        PeerRequest[] requests = [.. Enumerable.Range(0, count).Select(_ => new PeerRequest
        {
            Position = new Vector3(random.NextSingle() * 8000, 0, random.NextSingle() * 8000),
            Radius = 2,
            SizeMegabytes = random.NextSingle(),
            LodImportance = random.NextSingle(),
            QueuedAt = random.NextSingle() * 5,
        })];
        random.Shuffle(requests);
        return requests;
    }

    /// <summary>Score and class as seen from a place.</summary>
    public void Rate(Vector3 viewer, Vector3 forward, float now)
    {
        Vector3 offset = Position - viewer;
        float length = offset.Length();
        float distance = MathF.Max(0, length - Radius);
        float view = MathF.Max(0, Vector3.Dot(offset, forward) / MathF.Max(length, 1e-6f));
        Score = (0.4f / (distance + 1)) + (0.2f * view) + (0.1f / (SizeMegabytes + 1))
            + (0.2f * MathF.Min(1, (now - QueuedAt) / 5)) + (0.1f * LodImportance);
        Urgency = distance < CriticalDistance ? 0 : distance < HighDistance ? 1 : distance < MediumDistance ? 2 : 3;
    }
}
