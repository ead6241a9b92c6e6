namespace TurtlGraph.Memory;

/// <content>Adding up.</content>
public sealed partial class MemoryProfile
{
    /// <summary>The figures of all tiers and owners, page faults and the native heap, as they are now.</summary>
    public MemorySnapshot Snapshot()
    {
        var snapshot = new MemorySnapshot();
        Snapshot(snapshot);
        return snapshot;
    }

    /// <summary>
    /// Writes the figures into a snapshot that was used before, which allocates nothing unless there are more owners, refused hints
    /// or leaks than it has held yet.
    /// </summary>
    /// <param name="into">Overwritten; one thread at a time.</param>
    /// <param name="withNativeHeap">Whether to ask the system's heap too, see <see cref="NativeHeapFigures.Read"/>.</param>
    public void Snapshot(MemorySnapshot into, bool withNativeHeap = true)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        into.Faults = PageFaults.OfProcess();
        into.NativeHeap = withNativeHeap ? NativeHeapFigures.Read() : default;
        lock (Gate)
        {
            foreach (var owner in _owners)
            {
                ref var figures = ref into.AddOwner(owner.Name, owner.Tier, owner.OpenAccounts);
                owner.Read(ref figures);
                into.TierRow(owner.Tier).Add(figures);
                into.TotalRow.Add(figures);
            }

            foreach (var (key, count) in _refusals)
            {
                into.AddRefusal(new RefusedHint(key.Owner, key.Hint, key.Reason, count));
            }

            into.FurtherRefusals = _furtherRefusals;
            foreach (var leak in _leaks)
            {
                into.AddLeak(leak);
            }
        }

        for (var tier = 0; tier < Tiers; tier++)
        {
            ref var row = ref into.TierRow((MemoryTier)tier);
            row.CommittedBytes = _committedByTier[tier].Now;
            row.PeakCommittedBytes = _committedByTier[tier].Peak;
        }

        into.TotalRow.CommittedBytes = _committed.Now;
        into.TotalRow.PeakCommittedBytes = _committed.Peak;
    }
}
