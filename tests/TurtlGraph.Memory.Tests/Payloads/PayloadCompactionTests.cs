namespace TurtlGraph.Memory.Tests;

/// <summary>Compaction while nobody else uses the payloads.</summary>
public unsafe class PayloadCompactionTests
{
    private const int Immovable = -1;

    [Fact]
    public void When_everything_may_move_a_request_fails_only_for_want_of_bytes() => Law.HoldsForSteps(80, 250, steps =>
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 18, Guards = MemoryGuards.Off });
        var owner = new Owner();
        foreach (var step in steps)
        {
            var wanted = 1 + (step / 7 % ((step & 64) == 0 ? 500 : 90_000));
            if (step % 7 < 3 && owner.Count > 0)
            {
                owner.FreeOne(arena, step / 7);
            }
            else
            {
                var fits = CacheLine.AlignUp((long)wanted) <= arena.FreeBytes;
                var mover = new Mover(owner);
                Assert.Equal(fits, arena.TryAllocateCompacting(wanted, owner.NextTag, ref mover, out var block));
                if (fits)
                {
                    owner.Take(block);
                }
            }

            owner.Check(arena);
        }

        owner.FreeAll(arena);
        Assert.Equal(arena.Capacity, arena.LargestFreeBytes);
        Assert.Equal(1, arena.FreeBlockCount);
        Assert.Equal(0, arena.WasteBytes);
    });

    [Fact]
    public void What_may_not_move_stays_and_everything_keeps_its_bytes() => Law.HoldsForSteps(80, 250, steps =>
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 18, Guards = MemoryGuards.Off });
        var owner = new Owner();
        var pinned = new Dictionary<int, PayloadBlock>();
        foreach (var step in steps)
        {
            var mover = new Mover(owner, pinned);
            switch (step % 8)
            {
                case < 3 when owner.Count > 0:
                    pinned.Remove(owner.FreeOne(arena, step / 8));
                    break;
                case 3 when owner.Count > 0:
                    var (tag, block) = owner.Pick(step / 8);
                    pinned[tag] = block;
                    break;
                case 4:
                    arena.Compact(ref mover);
                    break;
                default:
                    if (arena.TryAllocateCompacting(1 + (step / 8 % 60_000), owner.NextTag, ref mover, out var granted))
                    {
                        owner.Take(granted);
                    }

                    break;
            }

            owner.Check(arena);
            Assert.All(pinned, pair => Assert.Equal(pair.Value, owner[pair.Key]));
        }

        owner.FreeAll(arena);
        Assert.Equal(arena.Capacity, arena.LargestFreeBytes);
    });

    [Fact]
    public void The_cheapest_window_is_moved()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 64 * 40, Guards = MemoryGuards.Off });
        var owner = new Owner();
        int[] lengths = [4, 8, 4, 1, 4, 19];
        var blocks = lengths.Select(units =>
        {
            Assert.True(arena.TryAllocate(64 * units, owner.NextTag, out var block));
            owner.Take(block);
            return block;
        }).ToArray();
        owner.Free(arena, 0);
        owner.Free(arena, 2);
        owner.Free(arena, 4);
        var mover = new Mover(owner);
        Assert.True(arena.TryAllocateCompacting(64 * 8, owner.NextTag, ref mover, out var room));
        Assert.True(room.Pointer == blocks[2].Pointer, "between the two holes beside the one-line block");
        Assert.Equal(1, arena.MovedBlocks);
        Assert.Equal(64, arena.MovedBytes);
    }

    [Fact]
    public void No_more_is_moved_than_the_option_allows()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { Guards = MemoryGuards.Off, CapacityBytes = 64 * 6, CompactionBytes = 64, Profile = null });
        var owner = new Owner();
        foreach (var units in (int[])[1, 2, 1, 2])
        {
            Assert.True(arena.TryAllocate(64 * units, owner.NextTag, out var block));
            owner.Take(block);
        }

        owner.Free(arena, 0);
        owner.Free(arena, 2);
        var mover = new Mover(owner);
        Assert.False(arena.TryAllocateCompacting(128, owner.NextTag, ref mover, out _));
        Assert.Equal(0, arena.Compact(ref mover));
        Assert.Equal(0, arena.MovedBytes);
    }

    [Fact]
    public void A_name_from_before_a_move_is_refused()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 64 * 4, Guards = MemoryGuards.Off });
        var owner = new Owner();
        for (var i = 0; i < 4; i++)
        {
            Assert.True(arena.TryAllocate(64, owner.NextTag, out var block));
            owner.Take(block);
        }

        owner.Free(arena, 0);
        var old = owner[1];
        var mover = new Mover(owner);
        Assert.Equal(3 * 64, arena.Compact(ref mover));
        Assert.NotEqual(old, owner[1]);
        Assert.Throws<ArgumentException>(() => arena.Free(old));
        owner.Check(arena);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_mover_throws_leaves_an_arena_that_works(bool isWhole) => Law.HoldsForSteps(60, 200, steps =>
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 16, Guards = MemoryGuards.Off });
        var owner = new Owner();
        foreach (var step in steps)
        {
            var wanted = 1 + (step / 5 % 6000);
            if (step % 5 < 2 && owner.Count > 0)
            {
                owner.FreeOne(arena, step / 5);
                continue;
            }

            var mover = new Mover(owner);
            owner.MovesUntilFailure = 1 + (step / 5 % 3);
            try
            {
                if (isWhole && step % 5 == 4)
                {
                    arena.Compact(ref mover);
                }
                else if (arena.TryAllocateCompacting(wanted, owner.NextTag, ref mover, out var block))
                {
                    owner.Take(block);
                }
            }
            catch (OperationCanceledException)
            {
            }

            owner.Check(arena);
        }

        owner.FreeAll(arena);
        Assert.Equal((arena.Capacity, 1), (arena.LargestFreeBytes, arena.FreeBlockCount));
    });

    [Fact]
    public void A_request_that_moving_has_served_was_not_refused()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 64 * 3, Guards = MemoryGuards.Off });
        var owner = new Owner();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(arena.TryAllocate(64, owner.NextTag, out var block));
            owner.Take(block);
        }

        owner.Free(arena, 0);
        owner.Free(arena, 2);
        Assert.False(arena.TryAllocate(128, out _));
        Assert.Equal(1, arena.FragmentationFailures);
        var mover = new Mover(owner);
        Assert.True(arena.TryAllocateCompacting(128, owner.NextTag, ref mover, out _));
        Assert.Equal(1, arena.FragmentationFailures);
    }

    /// <summary>Keeps blocks by tag and knows what was written into each.</summary>
    private sealed class Owner
    {
        private readonly SortedDictionary<int, PayloadBlock> _blocks = [];
        private readonly List<PayloadBlock> _stale = [];

        public int NextTag { get; private set; }

        public int MovesUntilFailure { get; set; } = int.MaxValue;

        public int Count => _blocks.Count;

        public PayloadBlock this[int tag] => _blocks[tag];

        public void Take(PayloadBlock block)
        {
            new Span<byte>(block.Pointer, (int)block.Length).Fill((byte)(NextTag * 37));
            *(int*)block.Pointer = NextTag;
            _blocks.Add(NextTag++, block);
        }

        public void Move(PayloadBlock origin, PayloadBlock place, int tag)
        {
            Assert.Equal(_blocks[tag], origin);
            Assert.Equal(origin.Length, place.Length);
            _stale.Add(origin);
            _blocks[tag] = place;
            if (--MovesUntilFailure == 0)
            {
                throw new OperationCanceledException("the game has had enough");
            }
        }

        public (int Tag, PayloadBlock Block) Pick(int number)
        {
            var pair = _blocks.ElementAt(number % _blocks.Count);
            return (pair.Key, pair.Value);
        }

        public int FreeOne(PayloadArena arena, int number)
        {
            var (tag, _) = Pick(number);
            Free(arena, tag);
            return tag;
        }

        public void Free(PayloadArena arena, int tag)
        {
            arena.Free(_blocks[tag]);
            _blocks.Remove(tag);
        }

        public void FreeAll(PayloadArena arena)
        {
            foreach (var tag in _blocks.Keys.ToArray())
            {
                Free(arena, tag);
            }
        }

        public void Check(PayloadArena arena)
        {
            Assert.Equal(_blocks.Count, arena.BlockCount);
            Assert.Equal(_blocks.Values.Sum(block => block.Length), arena.UsedBytes);
            byte* end = null;
            foreach (var (tag, block) in _blocks.OrderBy(pair => (nint)pair.Value.Pointer))
            {
                Assert.True(block.Pointer >= end, "blocks do not overlap");
                end = block.Pointer + block.Length;
                Assert.Equal(tag, *(int*)block.Pointer);
                Assert.Equal(-1, new Span<byte>(block.Pointer + 4, (int)block.Length - 4).IndexOfAnyExcept((byte)(tag * 37)));
            }

            foreach (var block in _stale)
            {
                Assert.Throws<ArgumentException>(() => arena.Free(block));
            }

            _stale.Clear();
        }
    }

    private readonly struct Mover(Owner owner, Dictionary<int, PayloadBlock>? pinned = null) : IPayloadMover
    {
        public bool MayMove(in PayloadBlock block, int tag) => tag != Immovable && pinned?.ContainsKey(tag) != true;

        public void Moved(in PayloadBlock origin, in PayloadBlock place, int tag) => owner.Move(origin, place, tag);
    }
}
