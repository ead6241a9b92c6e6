namespace TurtlGraph.Streaming;

/// <summary>How far a block of a window has come.</summary>
internal enum PieceState : byte
{
    /// <summary>Empty, and kept from everybody else.</summary>
    Held = 0,

    /// <summary>The payload of a published asset, on its way elsewhere.</summary>
    Occupied = 1,

    /// <summary>The asset is published elsewhere; readers may still be in here.</summary>
    Left = 2,
}
