namespace TurtlGraph.Streaming;

/// <summary>What became of a call that hands work to the frame thread.</summary>
public enum RequestResult : byte
{
    /// <summary>Taken; the handle is valid.</summary>
    Accepted = 0,

    /// <summary>The submit ring is full: back-pressure. Nothing was taken; call again in a later frame.</summary>
    QueueFull = 1,

    /// <summary>All <see cref="StreamingOptions.MaxHandles"/> handles are held. Release some first.</summary>
    NoHandleLeft = 2,

    /// <summary>No mounted bundle holds this asset.</summary>
    UnknownAsset = 3,

    /// <summary>The handle has been released already.</summary>
    StaleHandle = 4,
}
