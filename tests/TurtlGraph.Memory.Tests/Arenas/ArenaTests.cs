namespace TurtlGraph.Memory.Tests;

public unsafe class ArenaTests
{
    [Fact]
    public void Allocations_are_aligned_disjoint_and_zero() => Law.HoldsForSteps(50, 200, steps =>
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 16 << 20, CommitStepBytes = 64 << 10 });
        byte* end = arena.Base;
        foreach (var step in steps)
        {
            var bytes = 1 + (step % 5000);
            var alignment = 1 << (step % 13);
            Assert.True(arena.TryAllocate(bytes, alignment, out var pointer));
            Assert.Equal(0ul, (ulong)pointer % (ulong)alignment);
            Assert.True(pointer >= end);
            Assert.Equal(-1, new Span<byte>(pointer, bytes).IndexOfAnyExcept((byte)0));
            new Span<byte>(pointer, bytes).Fill(0xFF);
            end = pointer + bytes;
            Assert.True(arena.Used <= arena.Committed && arena.Committed <= arena.Reserved);
        }
    });

    [Fact]
    public void Growing_commits_in_steps_and_moves_nothing()
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 1 << 20, CommitStepBytes = 64 << 10 });
        Assert.Equal(0, arena.Committed);
        var first = (int*)arena.Allocate(sizeof(int));
        *first = 42;
        Assert.Equal(64 << 10, arena.Committed);
        arena.Allocate(200 << 10);
        Assert.Equal(256 << 10, arena.Committed);
        Assert.Equal(42, *first);
    }

    [Fact]
    public void A_full_arena_refuses_and_says_so()
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 64 << 10, CommitStepBytes = 64 << 10 });
        arena.Allocate(64 << 10);
        Assert.False(arena.TryAllocate(1, 1, out var pointer));
        Assert.True(pointer == null);
        var error = Assert.Throws<ArenaExhaustedException>(() => arena.Allocate(1));
        Assert.Contains("65,536", error.Message, StringComparison.Ordinal);
        Assert.False(arena.TryAllocate(long.MaxValue, 64, out _));
    }

    [Fact]
    public void Reset_frees_everything_and_keeps_peak_and_memory()
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 1 << 20, CommitStepBytes = 64 << 10 });
        var before = arena.Allocate(100_000);
        var committed = arena.Committed;
        arena.Reset();
        Assert.Equal(0, arena.Used);
        Assert.Equal(100_000, arena.Peak);
        Assert.Equal(committed, arena.Committed);
        Assert.True(arena.Allocate(1) == before);
        arena.Trim();
        Assert.Equal(64 << 10, arena.Committed);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(-1, 64)]
    [InlineData(8, 3)]
    [InlineData(8, 0)]
    public void Bad_requests_are_refused(long bytes, int alignment)
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 1 << 20 });
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.TryAllocate(bytes, alignment, out _));
    }
}
