namespace TurtlGraph.IO;

/// <summary>Where one slot of a <see cref="ReadTable"/> stands in the life of a read.</summary>
internal static class ReadState
{
    /// <summary>No read lives here.</summary>
    public const int Free = 0;

    /// <summary>Accepted, not started: may be claimed by a worker or cancelled.</summary>
    public const int Waiting = 1;

    /// <summary>A worker or poller owns the slot.</summary>
    public const int Claimed = 2;

    /// <summary>The result is written and waits to be polled.</summary>
    public const int Finished = 3;

    /// <summary>A read is being written into the slot.</summary>
    public const int Adding = 4;
}
