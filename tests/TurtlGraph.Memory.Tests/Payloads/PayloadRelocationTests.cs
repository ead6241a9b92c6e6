namespace TurtlGraph.Memory.Tests;

/// <summary>The single steps of a compaction that is spread over frames.</summary>
public unsafe class PayloadRelocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_window_is_emptied_step_by_step_while_others_allocate(bool guarded)
    {
        using var arena = Make(guarded, out var blocks);
        var mover = default(Any);
        var cursor = -1;
        var window = arena.FindWindow(3 << 12, PayloadWindowKind.Evacuated, ref mover, ref cursor);
        Assert.True(window.Exists);
        var pieces = new List<PayloadBlock>();
        var moved = new List<(PayloadBlock From, PayloadBlock To)>();
        for (var node = window.First; ; node = arena.NodeAfter(node))
        {
            pieces.Add(arena.IsFree(node) ? arena.Hold(node) : arena.BlockAt(node, out _));
            if (node == window.Last)
            {
                break;
            }
        }

        var held = arena.HeldBytes;
        Assert.True(held > 0);
        Assert.Equal(guarded ? arena.FreeBytes : arena.Capacity - arena.UsedBytes - held, arena.FreeBytes);
        for (var i = 0; i < pieces.Count; i++)
        {
            if (blocks.Contains(pieces[i]))
            {
                Assert.True(arena.TryAllocate(pieces[i].Length, out var place));
                moved.Add((pieces[i], place));
                pieces[i] = arena.Vacate(pieces[i]);
                Assert.Throws<ArgumentException>(() => Unguarded(() => arena.Free(moved[^1].From)));
            }
        }

        // Nobody gets a part of it, however full the rest becomes.
        var start = pieces[0].Pointer;
        var end = pieces[^1].Pointer + pieces[^1].Length;
        var others = new List<PayloadBlock>();
        while (arena.TryAllocate(64, out var other))
        {
            Assert.True(other.Pointer < start || other.Pointer >= end);
            others.Add(other);
        }

        var whole = pieces.Aggregate((low, high) => arena.Join(low, high));
        var trimmed = arena.Trim(whole, 3 << 12);
        var granted = arena.Grant(trimmed, 3 << 12, 7);
        Assert.Equal(3 << 12, granted.Length);
        Assert.Equal(0, arena.HeldBytes);
        arena.Free(granted);
        arena.FreeAll();
        Assert.Equal(1, arena.FreeBlockCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_block_slides_over_held_memory_and_keeps_its_bytes(bool guarded)
    {
        using var arena = Make(guarded, out var blocks);
        new Span<byte>(blocks[1].Pointer, (int)blocks[1].Length).Fill(0x5A);
        var mover = default(Any);
        var cursor = -1;
        var window = arena.FindWindow(2 << 12, PayloadWindowKind.Slid, ref mover, ref cursor);
        Assert.True(window.Exists && arena.IsFree(window.First) && arena.IsFree(window.Last));
        var hole = arena.Hold(window.First);
        var block = arena.BlockAt(arena.NodeAfter(window.First), out _);
        new Span<byte>(block.Pointer, (int)block.Length).Fill(0x5A);
        var start = hole.Pointer;
        var bytes = arena.BeginSlide(hole, block);
        bytes.CopyTo(new Span<byte>(start, bytes.Length));
        var place = arena.Slide(ref hole, block);
        Assert.True(place.Pointer < block.Pointer && place.Pointer >= start);
        Assert.Equal(-1, new Span<byte>(place.Pointer, (int)place.Length).IndexOfAnyExcept((byte)0x5A));
        Assert.True(hole.Pointer == start + bytes.Length);
        arena.Unhold(hole);
        arena.Free(place);
    }

    [Fact]
    public void A_search_in_parts_finds_what_a_search_of_all_finds()
    {
        using var arena = Make(guarded: false, out _);
        var mover = default(Any);
        var cursor = -1;
        var all = arena.FindWindow(3 << 12, PayloadWindowKind.Evacuated, ref mover, ref cursor);
        Assert.Equal(-1, cursor);
        var best = PayloadWindow.None;
        do
        {
            var part = arena.FindWindow(3 << 12, PayloadWindowKind.Evacuated, ref mover, ref cursor, maxBlocks: 8);
            best = part.MovedUnits < best.MovedUnits ? part : best;
        }
        while (cursor >= 0);

        Assert.Equal(all.MovedUnits, best.MovedUnits);
    }

    [Fact]
    public void Names_of_held_memory_become_stale()
    {
        using var arena = Make(guarded: false, out var blocks);
        var held = arena.Vacate(blocks[1]);
        arena.Unhold(held);
        Assert.Throws<ArgumentException>(() => arena.Unhold(held));
        Assert.Throws<ArgumentException>(() => arena.Free(held));
        Assert.Throws<ArgumentException>(() => arena.Vacate(blocks[1]));
    }

    /// <summary>Every second block of 4 KiB is free.</summary>
    private static PayloadArena Make(bool guarded, out List<PayloadBlock> blocks)
    {
        var guards = guarded ? MemoryGuards.On with { Stacks = false } : MemoryGuards.Off;
        var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 18, Profile = null, Guards = guards });
        blocks = [];
        while (arena.TryAllocate(1 << 12, out var block))
        {
            blocks.Add(block);
        }

        for (var i = blocks.Count - 1; i >= 0; i -= 2)
        {
            arena.Free(blocks[i]);
            blocks.RemoveAt(i);
        }

        return arena;
    }

    /// <summary>With guards the refusal has another type and tells more.</summary>
    private static void Unguarded(Action action)
    {
        try
        {
            action();
        }
        catch (MemoryCorruptionException fault)
        {
            throw new ArgumentException(fault.Message, fault);
        }
    }

    private readonly struct Any : IPayloadMover
    {
        public bool MayMove(in PayloadBlock block, int tag) => true;

        public void Moved(in PayloadBlock origin, in PayloadBlock place, int tag) => throw new NotSupportedException();
    }
}
