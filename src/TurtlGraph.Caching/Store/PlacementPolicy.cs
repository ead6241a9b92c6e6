namespace TurtlGraph.Caching;

/// <summary>
/// Decides by priority, reuse and cost what the disk store keeps: what is likely to save more time with being read back instead of fetched anew than
/// writing it takes.
/// </summary>
/// <remarks>Immutable; any thread. All answers are a few multiplications.</remarks>
public sealed class PlacementPolicy
{
    private readonly PlacementOptions _options;

    /// <summary>A policy with these weights, the default ones without.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is out of its range.</exception>
    public PlacementPolicy(PlacementOptions? options = null)
    {
        _options = options ?? new PlacementOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.PriorityFactor, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(_options.SecondsPerWrittenByte);
        if (!(_options.ReuseAfterOne is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), _options.ReuseAfterOne, "A probability lies between 0 and 1.");
        }
    }

    /// <summary>Whether bytes that have just been fetched are written to the disk store.</summary>
    public bool Keeps(in PlacementFacts facts) => facts.IsOnDisk || IsWorthWriting(in facts);

    /// <summary>
    /// Whether what is evicted from memory is written to the disk store: when it is not there yet, and reading it back, as likely as it is
    /// that it will be wanted, saves more than writing it costs.
    /// </summary>
    public bool Demotes(in PlacementFacts facts) => !facts.IsOnDisk && IsWorthWriting(in facts);

    /// <summary>The probability that something is used again which was used so often.</summary>
    public double ReuseProbability(int uses) => uses < 1 ? 0 : 1 - ((1 - _options.ReuseAfterOne) * Math.Pow(0.5, uses - 1));

    private bool IsWorthWriting(in PlacementFacts facts)
    {
        double saved = facts.Origin.Seconds(facts.Bytes) - _options.Disk.Seconds(facts.Bytes);
        double weight = Math.Pow(_options.PriorityFactor, (int)StorePriority.Normal - (int)facts.Priority);
        return weight * ReuseProbability(facts.Uses) * saved > facts.Bytes * _options.SecondsPerWrittenByte;
    }
}
