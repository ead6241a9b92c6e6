namespace TurtlGraph.Prediction;

/// <summary>
/// What became of predictions. Accuracy (how many predictions were used) and coverage (how many needs were predicted) are
/// counted apart, since each has its own remedy. Plain counters; one owner.
/// </summary>
public struct PrefetchStatistics
{
    /// <summary>Predictions that led to a read.</summary>
    public long Issued;

    /// <summary>Predictions whose item was needed before it was dropped.</summary>
    public long Used;

    /// <summary>Predictions whose item was dropped without having been needed.</summary>
    public long Expired;

    /// <summary>Items that came to be needed, each time anew.</summary>
    public long Needed;

    /// <summary>Of these, the ones a prediction had asked for before.</summary>
    public long NeededAndPrefetched;

    /// <summary>Predictions without an outcome yet.</summary>
    public readonly long Open => Issued - Used - Expired;

    /// <summary>Share of the predictions with an outcome that were used, 0 to 1; 1 when none has one.</summary>
    public readonly double Accuracy => Used + Expired == 0 ? 1 : (double)Used / (Used + Expired);

    /// <summary>Share of the needs that were predicted, 0 to 1; 1 when nothing was needed.</summary>
    public readonly double Coverage => Needed == 0 ? 1 : (double)NeededAndPrefetched / Needed;

    /// <summary>Counts an item that came to be needed.</summary>
    public void CountNeed(bool wasPrefetched)
    {
        Needed++;
        NeededAndPrefetched += wasPrefetched ? 1 : 0;
    }

    /// <summary>Adds the counts of another.</summary>
    public void Add(in PrefetchStatistics other)
    {
        Issued += other.Issued;
        Used += other.Used;
        Expired += other.Expired;
        Needed += other.Needed;
        NeededAndPrefetched += other.NeededAndPrefetched;
    }
}
