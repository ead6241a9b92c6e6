using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory.Tests;

public sealed unsafe class NativePoolTests
{
    private readonly MemoryProfile _profile = new();

    [Theory]
    [InlineData(1, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    [InlineData(320, 320)]
    [InlineData(5000, 5056)]
    public void Slots_are_whole_lines_that_do_not_overlap(int slotBytes, int stride)
    {
        using var pool = Pool(slotBytes, 100, blockSlots: 7);
        Assert.Equal(stride, pool.Stride);
        var slots = RentAll(pool);
        Assert.Equal(100, slots.Count);
        slots.Sort();
        for (var i = 0; i < slots.Count; i++)
        {
            Assert.Equal(0, slots[i] % CacheLine.Size);
            Assert.True(i == 0 || slots[i] - slots[i - 1] >= stride);
            new Span<byte>((void*)slots[i], slotBytes).Fill((byte)i);
        }

        slots.ForEach(slot => pool.Return((void*)slot));
        Assert.Equal(0, pool.RentedSlots);
    }

    [Fact]
    public void A_pool_grows_by_blocks_and_what_is_rented_stays_in_place()
    {
        using var pool = Pool(4096, 25, blockSlots: 10);
        Assert.Equal(0, pool.Slots);
        Assert.True(pool.TryRent(out var first));
        *(long*)first = 42;
        Assert.Equal(10, pool.Slots);
        var rest = RentAll(pool);
        Assert.Equal(25, pool.Slots);
        Assert.Equal(24, rest.Count);
        Assert.Equal(42, *(long*)first);
        Assert.False(pool.TryRent(out var none));
        Assert.True(none == null);
        pool.Return(first);
        Assert.True(pool.TryRent(out var again));
        Assert.True(first == again);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Double_and_foreign_returns_are_refused_and_change_nothing(int threadSlots)
    {
        using var pool = Pool(128, 32, threadSlots: threadSlots);
        using var other = Pool(128, 32, threadSlots: threadSlots);
        pool.TryRent(out var slot);
        other.TryRent(out var others);
        Refuses(MemoryFault.ForeignFree, slot + 8);
        Refuses(MemoryFault.ForeignFree, slot + 64);
        Refuses(MemoryFault.ForeignFree, slot - 128);
        Refuses(MemoryFault.ForeignFree, others);
        Refuses(MemoryFault.ForeignFree, null);
        pool.Return(slot);
        Refuses(MemoryFault.DoubleFree, slot);
        Threads.RunOne(() => Refuses(MemoryFault.DoubleFree, slot));
        Assert.Equal(32, RentAll(pool).Count);

        void Refuses(MemoryFault fault, byte* pointer) =>
            Assert.Equal(fault, Assert.Throws<MemoryCorruptionException>(() => pool.Return(pointer)).Fault);
    }

    [Fact]
    public void A_slot_that_two_threads_returned_at_once_is_not_handed_out_twice()
    {
        using var pool = Pool(64, 256, threadSlots: 8);
        pool.TryRent(out var slot);
        pool.Return(slot);

        // As if another thread had passed the check at the same instant: the slot lies in its cache too.
        Threads.RunOne(() =>
        {
            pool.TryRent(out var own);
            pool.Return(own);
            var cache = pool.CacheOf(ThreadSlot.Current);
            cache->Slots[cache->Count] = (uint)pool.LineOf(own);
            cache->Count++;
            cache->Front = slot;
            Assert.True(pool.TryRent(out var doubled));
            Assert.True(slot == doubled);
        });
        Assert.Equal(MemoryFault.DoubleFree, Assert.Throws<MemoryCorruptionException>(() => pool.TryRent(out _)).Fault);
        Assert.True(pool.TryRent(out var next));
        Assert.False(slot == next);
    }

    [Theory]
    [InlineData(-1, MemoryFault.FrontGuard)]
    [InlineData(100, MemoryFault.BackGuard)]
    public void With_guards_a_write_past_either_end_is_found(int offset, MemoryFault fault)
    {
        using var pool = Pool(100, 32, guards: MemoryGuards.On);
        pool.TryRent(out var slot);
        Assert.Equal(0, (nint)slot % CacheLine.Size);
        slot[offset]++;
        Assert.Equal(fault, Assert.Throws<MemoryCorruptionException>(() => pool.Return(slot)).Fault);

        // The damaged slot is not used again.
        Assert.DoesNotContain((nint)slot, RentAll(pool));
    }

    [Fact]
    public void With_guards_a_write_after_return_is_found_when_the_slot_is_rented_again()
    {
        using var pool = Pool(100, 32, guards: MemoryGuards.On);
        pool.TryRent(out var slot);
        pool.Return(slot);
        slot[50] = 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(() => pool.TryRent(out _)).Fault);
        Assert.True(pool.TryRent(out _));
    }

    [Fact]
    public void With_guards_a_write_after_return_is_found_at_the_latest_when_the_pool_ends()
    {
        var pool = Pool(100, 32, guards: MemoryGuards.On);
        pool.TryRent(out var slot);
        pool.Return(slot);
        slot[50] = 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(pool.Dispose).Fault);
    }

    [Fact]
    public void With_guards_double_and_foreign_returns_tell_who_did_what()
    {
        using var pool = Pool(100, 32, guards: MemoryGuards.On);
        pool.TryRent(out var slot);
        Assert.Equal(MemoryFault.ForeignFree, Assert.Throws<MemoryCorruptionException>(() => pool.Return(slot + 64)).Fault);
        pool.Return(slot);
        var twice = Assert.Throws<MemoryCorruptionException>(() => pool.Return(slot));
        Assert.Equal(MemoryFault.DoubleFree, twice.Fault);
        Assert.Contains(nameof(With_guards_double_and_foreign_returns_tell_who_did_what), twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_guards_slots_still_rented_at_the_end_are_leaks()
    {
        var pool = Pool(100, 32, guards: MemoryGuards.On);
        pool.TryRent(out var slot);
        pool.TryRent(out var returned);
        pool.Return(returned);
        pool.Dispose();
        Assert.Equal(((nint)slot, 100L), (Assert.Single(_profile.Leaks).Address, _profile.Leaks[0].Bytes));
    }

    [Fact]
    public void The_account_counts_what_all_threads_did()
    {
        using var pool = Pool(100, 4096);
        Threads.Run(3, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                pool.TryRent(out var slot);
                pool.TryRent(out var other);
                pool.Return(slot);
                pool.Return(other);
            }
        });
        pool.TryRent(out var kept);
        var counters = pool.Account!.Read();
        Assert.Equal((601, 600), (counters.Allocations, counters.Frees));
        Assert.Equal((100, 60_100, 28), (counters.CurrentBytes, counters.TotalBytes, counters.WasteBytes));
        Assert.InRange(counters.PeakBytes, 200, 100 * pool.Slots);
        Assert.Equal(601, counters.Sizes[6]);
        Assert.Equal(1, pool.RentedSlots);
        Assert.InRange(pool.Account.CommittedBytes, pool.Slots * pool.Stride, 1 << 20);
        pool.Return(kept);
        Assert.Equal(0, pool.Account.Read().CurrentBytes);
    }

    [Fact]
    public void A_typed_pool_hands_out_items()
    {
        using var pool = new NativePool<(long, int)>(new NativePoolOptions { Profile = null, MaxSlots = 64 });
        Assert.True(pool.TryRent(out var item));
        *item = (1, 2);
        Assert.True(pool.TryRent(out var other));
        *other = (3, 4);
        Assert.Equal((1L, 2), *item);
        pool.Return(item);
        pool.Return(other);
        Assert.Equal(0, pool.Slots.RentedSlots);
    }

    [Fact]
    public void A_head_that_was_taken_and_put_back_is_not_the_same_head()
    {
        using var pool = Pool(64, 32, threadSlots: 0);
        var heads = new HashSet<long>();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(pool.TryRent(out var slot));
            Assert.True(heads.Add(pool.Head));
            pool.Return(slot);
            Assert.True(heads.Add(pool.Head));
        }
    }

    [Fact]
    public void The_profile_shows_the_pool_by_its_name_and_its_totals_outlive_it()
    {
        using (var pool = Pool(64, 32))
        {
            pool.TryRent(out var slot);
            pool.Return(slot);
            Assert.Contains("test", _profile.Snapshot().ToString(), StringComparison.Ordinal);
        }

        var tier = _profile.Snapshot().Tier(MemoryTier.Pool);
        Assert.Equal((1, 0, 0), (tier.Allocations, tier.CurrentBytes, tier.CommittedBytes));
    }

    [Fact]
    public void Renting_and_returning_make_no_garbage()
    {
        using var pool = Pool(64, 10_000);
        var slots = stackalloc byte*[200];
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 200; i++)
            {
                pool.TryRent(out slots[i]);
            }

            for (var i = 0; i < 200; i++)
            {
                pool.Return(slots[i]);
            }

            // The first round grows the pool and gives the thread its number.
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(64, 10, blockSlots: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(64, 10, threadSlots: 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(64, 10, threadSlots: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(1 << 30, 1 << 30));
    }

    [Fact]
    public void Caches_of_two_threads_share_no_line() => Assert.Equal(0, Unsafe.SizeOf<ThreadCache>() % (2 * CacheLine.Size));

    private static List<nint> RentAll(NativePool pool)
    {
        var slots = new List<nint>();
        while (pool.TryRent(out var slot))
        {
            slots.Add((nint)slot);
        }

        Assert.Equal(slots.Count, slots.Distinct().Count());
        return slots;
    }

    private NativePool Pool(int slotBytes, int maxSlots, int blockSlots = 256, int? threadSlots = null, MemoryGuards? guards = null) =>
        new(slotBytes, new NativePoolOptions
        {
            Name = "test",
            MaxSlots = maxSlots,
            BlockSlots = blockSlots,
            ThreadSlots = threadSlots,
            Profile = _profile,
            Guards = guards ?? MemoryGuards.Off,
        });
}
