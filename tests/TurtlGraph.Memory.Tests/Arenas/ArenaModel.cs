namespace TurtlGraph.Memory.Tests;

/// <summary>What an arena must do, in plain collections: which pieces live, what they hold, where scopes began.</summary>
internal sealed unsafe class ArenaModel(Arena arena, int largest, bool guarded = false)
{
    private readonly List<Piece> _live = [];
    private long _peak;
    private long _total;
    private long _allocations;
    private long _frees;

    private readonly record struct Piece(nint Start, int Bytes, byte Fill);

    /// <summary>Each number is one step; scopes are opened by recursion and end where the steps say, or all at the end.</summary>
    public void Run(ReadOnlySpan<int> steps)
    {
        while (!steps.IsEmpty)
        {
            var step = steps[0];
            steps = steps[1..];
            switch (step % 16)
            {
                case 0 or 1:
                    steps = RunScope(steps, depth: 1);
                    break;
                case 2 when step % 5 == 0:
                    arena.Reset();
                    _live.Clear();
                    _frees++;
                    break;
                case 3:
                    arena.Trim();
                    break;
                default:
                    Allocate(step);
                    break;
            }

            Check();
        }
    }

    /// <summary>What the profile must say.</summary>
    public void CheckProfile(in MemoryFigures figures)
    {
        var live = _live.Sum(piece => (long)piece.Bytes);
        Assert.Equal(live, figures.CurrentBytes);
        Assert.Equal(arena.Used - live, figures.WasteBytes);
        Assert.Equal((_total, _allocations, _frees), (figures.TotalBytes, figures.Allocations, figures.Resets));
        Assert.Equal(_peak, figures.PeakBytes);
        Assert.Equal(arena.Committed, figures.CommittedBytes);
    }

    private ReadOnlySpan<int> RunScope(ReadOnlySpan<int> steps, int depth)
    {
        var used = arena.Used;
        var pieces = _live.Count;
        using (arena.Scope())
        {
            while (!steps.IsEmpty)
            {
                var step = steps[0];
                steps = steps[1..];
                if (step % 16 == 4)
                {
                    break;
                }

                if (step % 16 < 2 && depth < 20)
                {
                    steps = RunScope(steps, depth + 1);
                }
                else if (step % 16 == 3)
                {
                    arena.Trim();
                }
                else
                {
                    Allocate(step);
                }

                Check();
            }
        }

        _live.RemoveRange(pieces, _live.Count - pieces);
        _frees++;
        Assert.Equal(used, arena.Used);
        return steps;
    }

    private void Allocate(int step)
    {
        var bytes = 1 + (step / 16 % largest);
        var alignment = 1 << (step % 14);
        var byDefault = step % 3 == 0;
        byte* pointer;
        if (!(byDefault ? arena.TryAllocate(bytes, out pointer) : arena.TryAllocate(bytes, alignment, out pointer)))
        {
            var free = arena.Reserved - arena.Used;
            Assert.True(free < bytes + ((guarded ? 4 : 1) * (byDefault ? CacheLine.Size : Math.Max(CacheLine.Size, alignment))), $"{bytes} refused with {free} free");
            return;
        }

        Assert.Equal(0, (long)pointer % (byDefault ? CacheLine.Size : alignment));
        Assert.True(_live.Count == 0 || (nint)pointer >= _live[^1].Start + _live[^1].Bytes);
        Assert.True(pointer >= arena.Base && pointer + bytes == arena.Base + arena.Used - (guarded ? CacheLine.Size : 0));
        var piece = new Piece((nint)pointer, bytes, (byte)step);
        new Span<byte>(pointer, bytes).Fill(piece.Fill);
        _live.Add(piece);
        _total += bytes;
        _allocations++;
        _peak = Math.Max(_peak, _live.Sum(each => (long)each.Bytes));
    }

    private void Check()
    {
        Assert.True(arena.Used <= arena.Committed && arena.Committed <= arena.Reserved);
        Assert.True(arena.Committed <= arena.Capacity && arena.Capacity <= arena.Reserved);
        Assert.True(arena.Peak >= arena.Used);
        foreach (var piece in _live)
        {
            Assert.Equal(-1, new Span<byte>((void*)piece.Start, piece.Bytes).IndexOfAnyExcept(piece.Fill));
        }
    }
}
