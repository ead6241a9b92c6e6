namespace TurtlGraph.Streaming;

/// <summary>A victim on its way to a slower tier.</summary>
internal struct DemotionSlot
{
    /// <summary>No victim.</summary>
    public const int Free = 0;

    /// <summary>Offered by the frame thread, which may still withdraw it.</summary>
    public const int Offered = 1;

    /// <summary>Being taken: its memory stays.</summary>
    public const int Taking = 2;

    /// <summary>Taken; the frame thread frees the slot.</summary>
    public const int Done = 3;

    public int State;
    public int Asset;
    public nint Pointer;
    public DemotedAsset Facts;

    /// <summary>Whether the asset was rescued while it was being taken, and is pinned until that is over.</summary>
    public bool IsPinned;
}
