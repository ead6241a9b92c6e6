using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Caching;

/// <summary>What a store has counted since it was opened. Fields, because any thread adds to them by interlocked operations.</summary>
[SuppressMessage("Design", "CA1051", Justification = "Interlocked operations need fields.")]
internal sealed class StoreCounters
{
    public long Hits;
    public long Misses;
    public long Puts;
    public long Removals;
    public long NotAdmitted;
    public long OverBudget;
    public long QueueFull;
    public long Damaged;
    public long TornBytes;
    public long WrittenBytes;
    public long EvictedSegments;
    public long EvictedRecords;
    public long ReinsertedRecords;
    public long ExpiredSegments;
    public long Compactions;
    public long CompactedBytes;
    public long Flushes;
    public long WriteErrors;
    public long CheckedBytes;
}
