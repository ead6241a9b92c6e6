namespace TurtlGraph.Memory.Tests;

public class SlotPoolTests
{
    [Fact]
    public void Every_slot_is_rented_once()
    {
        using var pool = new SlotPool(5);
        var slots = new HashSet<int>();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(pool.TryRent(out var slot));
            Assert.True(slots.Add(slot));
            Assert.InRange(slot, 0, 4);
        }

        Assert.False(pool.TryRent(out var none));
        Assert.Equal(-1, none);
        pool.Return(3);
        Assert.True(pool.TryRent(out var again));
        Assert.Equal(3, again);
    }

    [Fact]
    public void Double_and_foreign_returns_are_refused()
    {
        using var pool = new SlotPool(3);
        Assert.Throws<ArgumentException>(() => pool.Return(0));
        pool.TryRent(out var slot);
        pool.Return(slot);
        Assert.Throws<ArgumentException>(() => pool.Return(slot));
        Assert.Throws<ArgumentException>(() => pool.Return(-1));
        Assert.Throws<ArgumentException>(() => pool.Return(3));
    }

    [Fact]
    public void A_head_that_was_taken_and_put_back_is_not_the_same_head()
    {
        using var pool = new SlotPool(4);
        var heads = new HashSet<long> { pool.Head };
        for (var i = 0; i < 100; i++)
        {
            pool.TryRent(out var slot);
            Assert.Equal(0, slot);
            Assert.True(heads.Add(pool.Head));
            pool.Return(slot);
            Assert.True(heads.Add(pool.Head));
        }
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 4)]
    [InlineData(4, 64)]
    public void Threads_never_hold_the_same_slot(int threadCount, int capacity)
    {
        using var pool = new SlotPool(capacity);
        var holders = new int[capacity];
        var clashes = 0;
        using var gate = new Barrier(threadCount);
        var threads = Enumerable.Range(0, threadCount).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            var held = new Stack<int>();
            gate.SignalAndWait();
            for (var i = 0; i < 50_000; i++)
            {
                if (held.Count > 0 && random.Next(2) == 0)
                {
                    var slot = held.Pop();
                    Interlocked.Decrement(ref holders[slot]);
                    pool.Return(slot);
                }
                else if (pool.TryRent(out var slot))
                {
                    if (Interlocked.Increment(ref holders[slot]) != 1)
                    {
                        Interlocked.Increment(ref clashes);
                    }

                    held.Push(slot);
                }
            }

            while (held.TryPop(out var slot))
            {
                Interlocked.Decrement(ref holders[slot]);
                pool.Return(slot);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(0, clashes);
        var slots = new HashSet<int>();
        while (pool.TryRent(out var slot))
        {
            Assert.True(slots.Add(slot));
        }

        Assert.Equal(capacity, slots.Count);
    }
}
