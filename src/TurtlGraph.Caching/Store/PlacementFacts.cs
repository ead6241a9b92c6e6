namespace TurtlGraph.Caching;

/// <summary>What is known of an asset when it is to be placed, promoted or demoted.</summary>
public readonly record struct PlacementFacts
{
    /// <summary>How much it matters now.</summary>
    public StorePriority Priority { get; init; }

    /// <summary>Times it was used lately, this one included.</summary>
    public int Uses { get; init; }

    /// <summary>Bytes in the form in which the lower tier keeps it.</summary>
    public long Bytes { get; init; }

    /// <summary>What fetching it anew costs, from where it comes from.</summary>
    public TierCost Origin { get; init; }

    /// <summary>Whether the disk store has it already, so that it costs nothing to leave it there.</summary>
    public bool IsOnDisk { get; init; }
}
