namespace TurtlGraph.Memory.Tests;

/// <summary>What an allocation and a free cost at worst, counted in nodes touched and not in time.</summary>
public class PayloadBoundTests
{
    private const int MostOfAllocate = 36;
    private const int MostOfFree = 6;

    [Fact]
    public void Any_sequence_costs_a_bounded_number_of_steps() => Law.HoldsForSteps(60, 600, steps =>
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 20, Guards = MemoryGuards.Off });
        var blocks = new List<PayloadBlock>();
        foreach (var step in steps)
        {
            if (step % 5 < 2 && blocks.Count > 0)
            {
                var at = step / 5 % blocks.Count;
                Free(arena, blocks[at]);
                blocks.RemoveAt(at);
            }
            else if (TryAllocate(arena, 1 + (step / 5 % 30_000), out var block))
            {
                blocks.Add(block);
            }
        }
    });

    [Fact]
    public void Thousands_of_holes_of_the_class_that_are_all_too_small_cost_no_more()
    {
        // Holes of 64 units, all in one class with 65; nothing greater is free.
        const int holes = 4000;
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = holes * 2 * 4096L, Guards = MemoryGuards.Off });
        var blocks = new PayloadBlock[holes * 2];
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.True(TryAllocate(arena, 4096, out blocks[i]));
        }

        for (var i = 0; i < blocks.Length; i += 2)
        {
            Free(arena, blocks[i]);
        }

        Assert.Equal(SizeClass.Holding(64), SizeClass.Holding(65));
        for (var i = 0; i < 100; i++)
        {
            Assert.False(TryAllocate(arena, 4096 + 1, out _));
        }

        Assert.Equal(100, arena.FragmentationFailures);
        Assert.Equal(4096, arena.LargestFreeBytes);
        for (var i = 1; i < blocks.Length; i += 2)
        {
            Free(arena, blocks[i]);
        }

        Assert.Equal(1, arena.FreeBlockCount);
    }

    [Fact]
    public void Small_blocks_everywhere_cost_no_more_to_free_in_any_order()
    {
        const int count = 20_000;
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = count * 64L, Guards = MemoryGuards.Off });
        var blocks = new PayloadBlock[count];
        for (var i = 0; i < count; i++)
        {
            Assert.True(TryAllocate(arena, 64, out blocks[i]));
        }

        // Every third, so that the others later join on both sides.
        for (var part = 0; part < 3; part++)
        {
            for (var i = part == 1 ? 2 : part / 2; i < count; i += 3)
            {
                Free(arena, blocks[i]);
            }
        }

        Assert.Equal(0, arena.UsedBytes);
        Assert.Equal(1, arena.FreeBlockCount);
    }

    [Fact]
    public void The_prepared_part_of_the_side_table_needs_no_system_call()
    {
        using var profileless = new PayloadArena(new PayloadArenaOptions { Guards = MemoryGuards.Off, CapacityBytes = 1 << 20, PreparedBlocks = 1 << 14, Profile = null });
        var blocks = new PayloadBlock[1 << 13];
        var before = profileless.TableCommittedBytes;
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.True(profileless.TryAllocate(64, out blocks[i]));
        }

        Assert.Equal(before, profileless.TableCommittedBytes);
    }

    private static bool TryAllocate(PayloadArena arena, long bytes, out PayloadBlock block)
    {
        var before = arena.Steps;
        var isGranted = arena.TryAllocate(bytes, out block);
        Assert.InRange(arena.Steps - before, 0, MostOfAllocate);
        return isGranted;
    }

    private static void Free(PayloadArena arena, PayloadBlock block)
    {
        var before = arena.Steps;
        arena.Free(block);
        Assert.InRange(arena.Steps - before, 0, MostOfFree);
    }
}
