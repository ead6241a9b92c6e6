using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>What the workers tell the frame thread of a load operation: its bytes have arrived, or it is over.</summary>
internal struct LoadEvent
{
    /// <summary>Slot and generation, as in <see cref="LoadPipeline.TokenOf"/>.</summary>
    public ulong Token;

    /// <summary>When it may be seen, for a virtual clock; 0 otherwise.</summary>
    public double VisibleAt;

    public int BytesRead;

    public ReadStatus Read;

    /// <summary>False for "decoding begins" (of whole and short reads), true for the operation's one last event.</summary>
    public bool IsLast;
}
