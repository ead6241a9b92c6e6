namespace TurtlGraph.Caching;

/// <summary>How much a record matters to whoever puts it; the most urgent first.</summary>
public enum StorePriority : byte
{
    /// <summary>What the player sees or hears at once.</summary>
    Critical = 0,

    /// <summary>What is near.</summary>
    High = 1,

    /// <summary>The rest of what was asked for.</summary>
    Normal = 2,

    /// <summary>What only a forecast asked for.</summary>
    Low = 3,
}
