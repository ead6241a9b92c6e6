namespace TurtlGraph.Memory.Tests;

/// <summary>Slots in the caches of other threads: not lost, not taken while their owner is at it.</summary>
public sealed unsafe class ThreadCacheTests : IDisposable
{
    private const int Slots = 64;
    private readonly NativePool _pool = new(64, new NativePoolOptions { MaxSlots = Slots, ThreadSlots = 16, Profile = null, Guards = MemoryGuards.Off });

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Slots_of_threads_that_are_gone_are_not_lost()
    {
        for (var i = 0; i < 30; i++)
        {
            Threads.RunOne(FillOwnCache);
        }

        Assert.Equal(Slots, RentAll());
    }

    [Fact]
    public void Slots_of_a_thread_that_waits_are_not_lost_and_it_goes_on_without_them()
    {
        using var filled = new ManualResetEventSlim();
        using var emptied = new ManualResetEventSlim();
        var waiting = new Thread(() =>
        {
            FillOwnCache();
            filled.Set();
            emptied.Wait();
            FillOwnCache();
        });
        waiting.Start();
        filled.Wait();
        Assert.Equal(Slots, RentAll(giveBack: true));
        emptied.Set();
        waiting.Join();
        Assert.Equal(Slots, RentAll());
    }

    [Fact]
    public void A_cache_is_not_robbed_while_its_owner_uses_it()
    {
        var number = 0;
        Threads.RunOne(() =>
        {
            FillOwnCache();
            number = ThreadSlot.Current;
        });
        var cache = _pool.CacheOf(number);
        var inside = cache->Total;
        Assert.True(inside > 0);
        cache->Busy = 1;
        Assert.Equal(Slots - inside, RentAll());
        Assert.Equal((ThreadCache.Open, inside), (cache->Gate, cache->Total));
        cache->Busy = 0;
        Assert.Equal(inside, RentAll());
    }

    [Fact]
    public void Nobody_is_refused_while_more_slots_are_free_than_threads_can_be_at()
    {
        // 16 slots are held at most, so half are free at any time, and all may lie in caches.
        const int Held = 4;
        using var pool = new NativePool(64, new NativePoolOptions { MaxSlots = 32, ThreadSlots = 16, Profile = null, Guards = MemoryGuards.Off });
        var refused = 0;
        Threads.Run(4, number =>
        {
            var slots = stackalloc byte*[Held];
            for (var i = 0; i < 50_000; i++)
            {
                var count = 1 + ((i * (number + 3)) % Held);
                for (var j = 0; j < count; j++)
                {
                    if (!pool.TryRent(out slots[j]))
                    {
                        Interlocked.Increment(ref refused);
                        count = j;
                    }
                }

                while (count > 0)
                {
                    pool.Return(slots[--count]);
                }
            }
        });
        Assert.Equal(0, refused);
    }

    [Fact]
    public void A_thread_whose_cache_is_being_robbed_goes_on_with_the_shared_stack()
    {
        FillOwnCache();
        var cache = _pool.CacheOf(ThreadSlot.Current);
        var inside = cache->Total;
        cache->Gate = ThreadCache.Stolen;
        Assert.True(_pool.TryRent(out var slot));
        _pool.Return(slot);
        Assert.Equal((0, inside), (cache->Busy, cache->Total));
        Assert.Equal(Slots - inside, RentAll());
        cache->Gate = ThreadCache.Open;
        Assert.Equal(inside, RentAll());
    }

    [Fact]
    public void A_new_thread_takes_over_the_number_of_one_that_is_gone()
    {
        var numbers = new HashSet<int>();
        for (var i = 0; i < 8; i++)
        {
            Threads.Run(50, _ =>
            {
                var number = ThreadSlot.Take();
                Assert.Equal(number, ThreadSlot.Current);
                lock (numbers)
                {
                    numbers.Add(number);
                }
            });
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(0, numbers);
        Assert.InRange(numbers.Count, 50, 399);
    }

    [Fact]
    public void The_pool_as_a_thread_sees_it_is_the_same_pool()
    {
        var local = _pool.Local();
        Assert.True(local.TryRent(out var slot));
        Assert.Equal(1, _pool.RentedSlots);
        local.Return(slot);
        Assert.True(_pool.TryRent(out var again));
        Assert.True(slot == again);
        local.Return(again);
        Assert.Throws<MemoryCorruptionException>(() => _pool.Local().Return(again));
        Assert.Equal(0, _pool.RentedSlots);
    }

    private void FillOwnCache()
    {
        Assert.True(_pool.TryRent(out var slot));
        _pool.Return(slot);
    }

    private int RentAll(bool giveBack = false)
    {
        var slots = new HashSet<nint>();
        while (_pool.TryRent(out var slot))
        {
            Assert.True(slots.Add((nint)slot));
        }

        foreach (var slot in giveBack ? slots : [])
        {
            _pool.Return((void*)slot);
        }

        return slots.Count;
    }
}
