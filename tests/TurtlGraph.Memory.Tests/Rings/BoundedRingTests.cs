namespace TurtlGraph.Memory.Tests;

public class BoundedRingTests
{
    private readonly record struct Item(int Producer, int Order, long Check);

    [Fact]
    public void Alone_it_is_a_bounded_queue() => Law.HoldsForSteps(60, 300, steps =>
    {
        using var ring = new BoundedRing<int>(8);
        var model = new Queue<int>();
        foreach (var step in steps)
        {
            if (step % 2 == 0)
            {
                Assert.Equal(model.Count < 8, ring.TryEnqueue(step));
                if (model.Count < 8)
                {
                    model.Enqueue(step);
                }
            }
            else
            {
                Assert.Equal(model.TryDequeue(out var expected), ring.TryDequeue(out var item));
                Assert.Equal(expected, item);
            }

            Assert.Equal(model.Count, ring.Count);
        }
    });

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(1000, 1024)]
    public void Capacity_is_a_power_of_two(int wanted, int capacity)
    {
        using var ring = new BoundedRing<byte>(wanted);
        Assert.Equal(capacity, ring.Capacity);
        for (var i = 0; i < capacity; i++)
        {
            Assert.True(ring.TryEnqueue((byte)i));
        }

        Assert.False(ring.TryEnqueue(0));
    }

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(4, 1, 64)]
    [InlineData(3, 3, 16)]
    [InlineData(2, 4, 2)]
    public void Nothing_is_lost_or_doubled_and_each_producers_order_is_kept(int producers, int consumers, int capacity)
    {
        const int each = 20_000;
        using var ring = new BoundedRing<Item>(capacity);
        var received = new List<Item>[consumers];
        var left = producers * each;
        using var gate = new Barrier(producers + consumers);
        var threads = new List<Thread>();
        for (var p = 0; p < producers; p++)
        {
            var producer = p;
            threads.Add(new Thread(() => Produce(ring, gate, producer, each)));
        }

        for (var c = 0; c < consumers; c++)
        {
            var items = received[c] = [];
            threads.Add(new Thread(() => Consume(ring, gate, items, ref left)));
        }

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var all = received.SelectMany(items => items).ToArray();
        Assert.Equal(producers * each, all.Length);
        Assert.Equal(producers * each, all.Distinct().Count());
        Assert.All(all, item => Assert.Equal(Check(item.Producer, item.Order), item.Check));
        foreach (var items in received)
        {
            foreach (var ofOne in items.GroupBy(item => item.Producer))
            {
                var orders = ofOne.Select(item => item.Order).ToArray();
                Assert.True(orders.SequenceEqual(orders.Order()));
            }
        }
    }

    [Fact]
    public void Threads_that_fill_and_drain_at_full_speed_share_every_item_out_once()
    {
        const int capacity = 1 << 14;
        const int threadCount = 4;
        using var ring = new BoundedRing<int>(capacity);
        var seen = new int[capacity];
        for (var round = 0; round < 30; round++)
        {
            var next = -1;
            Together(threadCount, () =>
            {
                for (var item = Interlocked.Increment(ref next); item < capacity; item = Interlocked.Increment(ref next))
                {
                    Assert.True(ring.TryEnqueue(item));
                }
            });
            Assert.Equal(capacity, ring.Count);
            Array.Clear(seen);
            Together(threadCount, () =>
            {
                while (ring.TryDequeue(out var item))
                {
                    Interlocked.Increment(ref seen[item]);
                }
            });
            Assert.Equal(-1, seen.AsSpan().IndexOfAnyExcept(1));
        }
    }

    [Fact]
    public void Head_and_tail_do_not_share_a_cache_line() =>
        Assert.Equal(2 * CacheLine.Size, System.Runtime.CompilerServices.Unsafe.SizeOf<PaddedCounter>());

    [Fact]
    public void Passing_items_makes_no_garbage()
    {
        using var ring = new BoundedRing<long>(16);
        ring.TryEnqueue(1);
        ring.TryDequeue(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            ring.TryEnqueue(i);
            ring.TryDequeue(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Runs a body on several threads that start at the same moment; a failure in one fails the test.</summary>
    private static void Together(int threadCount, Action body)
    {
        using var gate = new Barrier(threadCount);
        Exception? failure = null;
        var threads = Enumerable.Range(0, threadCount).Select(_ => new Thread(() =>
        {
            gate.SignalAndWait();
            try
            {
                body();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Null(failure);
    }

    private static long Check(int producer, int order) => (producer * 1_000_003L) ^ (order * 7_919L);

    private static void Produce(BoundedRing<Item> ring, Barrier gate, int producer, int count)
    {
        var random = new Random(producer);
        gate.SignalAndWait();
        for (var order = 0; order < count; order++)
        {
            var item = new Item(producer, order, Check(producer, order));
            while (!ring.TryEnqueue(item))
            {
                Thread.Yield();
            }

            if (random.Next(200) == 0)
            {
                Thread.Yield();
            }
        }
    }

    private static void Consume(BoundedRing<Item> ring, Barrier gate, List<Item> items, ref int left)
    {
        gate.SignalAndWait();
        while (Volatile.Read(ref left) > 0)
        {
            if (ring.TryDequeue(out var item))
            {
                items.Add(item);
                Interlocked.Decrement(ref left);
            }
            else
            {
                Thread.Yield();
            }
        }
    }
}
