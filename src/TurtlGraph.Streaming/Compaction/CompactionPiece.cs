using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>One block of the window that is being emptied, in the order of addresses.</summary>
internal struct CompactionPiece
{
    /// <summary>The block itself.</summary>
    public PayloadBlock Block;

    /// <summary>Where its contents go; empty when it is free memory that is held, or slides inside the window.</summary>
    public PayloadBlock Place;

    /// <summary>Bytes copied so far.</summary>
    public int Copied;

    /// <summary>The asset whose payload it holds, or held until the move was published; -1 for free memory.</summary>
    public int Asset;

    /// <summary>The frame from which no reader can be in it any more.</summary>
    public uint Until;

    public PieceState State;
}
