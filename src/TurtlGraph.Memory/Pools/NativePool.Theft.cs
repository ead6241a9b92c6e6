namespace TurtlGraph.Memory;

/// <content>Slots out of the caches of other threads.</content>
public sealed unsafe partial class NativePool
{
    /// <summary>Takes slots out of the cache of another thread, which may sleep or be gone.</summary>
    private int Steal(Span<uint> slots)
    {
        for (var i = 1; i < ThreadSlot.HighWater; i++)
        {
            var victim = _caches + i;
            if (victim->Total == 0
                || Interlocked.CompareExchange(ref victim->Gate, ThreadCache.Stolen, ThreadCache.Open) != ThreadCache.Open)
            {
                continue;
            }

            Interlocked.MemoryBarrierProcessWide();
            var count = 0;
            if (Volatile.Read(ref victim->Busy) == 0)
            {
                count = TakeOut(victim, slots);
            }

            Volatile.Write(ref victim->Gate, ThreadCache.Open);
            if (count > 0)
            {
                return count;
            }
        }

        return 0;
    }

    /// <summary>The half of a cache that was returned last, or else the slot in front.</summary>
    private int TakeOut(ThreadCache* victim, Span<uint> slots)
    {
        var count = Math.Min(slots.Length, (victim->Count + 1) / 2);
        if (count == 0 && victim->Front == null)
        {
            return 0;
        }

        Interlocked.Add(ref _taken, -Math.Max(count, 1));
        if (count == 0)
        {
            slots[0] = (uint)LineOf(victim->Front);
            victim->Front = null;
            return 1;
        }

        victim->Count -= count;
        new ReadOnlySpan<uint>(victim->Slots + victim->Count, count).CopyTo(slots);
        return count;
    }
}
