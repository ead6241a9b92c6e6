using System.Globalization;
using Xunit.Abstractions;

namespace TurtlGraph.Memory.Tests;

/// <summary>
/// Eight threads rent, return and pass slots to each other as a seed says; every slot carries the stamp of its holder.
/// TURTL_STRESS_OPERATIONS sets the number of operations of each run (a long run: 100 000 000).
/// </summary>
public sealed unsafe class PoolStressTests(ITestOutputHelper output)
{
    private const int ThreadCount = 8;
    private const int MostHeld = 40;

    private static readonly long s_operations = long.Parse(
        Environment.GetEnvironmentVariable("TURTL_STRESS_OPERATIONS") ?? "700000", CultureInfo.InvariantCulture);

    /// <summary>What a holder writes into a slot: in front who it is, at the end a check.</summary>
    private struct Stamp
    {
        public long Holder;
        public fixed long Middle[12];
        public long Check;
    }

    [Theory]
    [InlineData(1, 4096, 64)] // Room for all: mostly caches and batches.
    [InlineData(2, 128, 8)] // Exhausted at times: growth, theft and refusals.
    [InlineData(3, 128, 0)] // No caches: every operation on the shared stack.
    public void No_slot_is_handed_out_twice_or_lost(int seed, int maxSlots, int threadSlots)
    {
        var options = new NativePoolOptions { MaxSlots = maxSlots, BlockSlots = 32, ThreadSlots = threadSlots, Profile = new MemoryProfile(), Guards = MemoryGuards.Off };
        using var pool = new NativePool<Stamp>(options);
        using var passed = new BoundedRing<nint>(32);
        var refused = 0L;
        Threads.Run(ThreadCount, number =>
        {
            var worker = new Worker(pool, passed, number + 1, new Random((seed * 1000) + number));
            worker.Run(s_operations / ThreadCount);
            Interlocked.Add(ref refused, worker.Refused);
        });
        while (passed.TryDequeue(out var slot))
        {
            pool.Return((Stamp*)slot);
        }

        output.WriteLine($"{s_operations:N0} operations, {refused:N0} refused rents, {pool.Slots.Slots:N0} slots");
        Assert.Equal(0, pool.Slots.RentedSlots);
        var all = new HashSet<nint>();
        while (pool.TryRent(out var slot))
        {
            Assert.True(all.Add((nint)slot));
            Assert.Equal(0, slot->Holder);
        }

        Assert.Equal(maxSlots, all.Count);
    }

    private sealed class Worker(NativePool<Stamp> pool, BoundedRing<nint> passed, int number, Random random)
    {
        private readonly nint[] _held = new nint[MostHeld];
        private int _count;

        public long Refused { get; private set; }

        public void Run(long operations)
        {
            // Stretches of mostly renting and mostly returning, so that caches fill and drain.
            var bias = 50;
            for (long i = 0; i < operations; i++)
            {
                if (i % 64 == 0)
                {
                    bias = random.Next(100);
                }

                if (_count == 0 || (_count < MostHeld && random.Next(100) < bias))
                {
                    Rent();
                }
                else
                {
                    Return();
                }
            }

            while (_count > 0)
            {
                Return();
            }
        }

        private void Rent()
        {
            if (!pool.TryRent(out var slot))
            {
                Refused++;
                return;
            }

            if (Interlocked.Exchange(ref slot->Holder, number) != 0)
            {
                throw new InvalidOperationException("A slot was handed out while another thread held it.");
            }

            slot->Check = ~number;
            _held[_count++] = (nint)slot;
        }

        private void Return()
        {
            var index = random.Next(_count);
            var slot = (Stamp*)_held[index];
            _held[index] = _held[--_count];
            if (slot->Check != ~number || Interlocked.Exchange(ref slot->Holder, 0) != number)
            {
                throw new InvalidOperationException("A slot was written by another thread than its holder.");
            }

            // Some slots are returned by another thread than the one that rented them.
            if (random.Next(4) != 0 || !passed.TryEnqueue((nint)slot))
            {
                pool.Return(slot);
            }
            else if (passed.TryDequeue(out var other))
            {
                pool.Return((Stamp*)other);
            }
        }
    }
}
