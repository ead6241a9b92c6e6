namespace TurtlGraph.Memory.Tests;

public unsafe class FrameArenaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Memory_is_valid_for_its_frames_and_then_used_again(int frames)
    {
        using var arena = new FrameArena(new ArenaOptions { Guards = MemoryGuards.Off, Name = "frames", MaxBytes = 1 << 20 }, frames);
        var made = new List<nint>();
        for (var frame = 0; frame < 20; frame++)
        {
            Assert.Equal(frame, arena.Frame);
            Assert.Equal(0, arena.Current.Used);
            var memory = arena.Current.AllocateSpan<int>(1000);
            memory.Fill(frame);
            fixed (int* first = memory)
            {
                made.Add((nint)first);
            }

            for (var age = 0; age < frames && age <= frame; age++)
            {
                Assert.Equal(-1, new Span<int>((void*)made[frame - age], 1000).IndexOfAnyExcept(frame - age));
            }

            if (frame >= frames)
            {
                Assert.Equal(made[frame - frames], made[frame]);
            }

            arena.NextFrame();
        }
    }

    [Fact]
    public void A_frame_whose_memory_is_in_a_scope_is_not_freed()
    {
        using var arena = new FrameArena();
        Assert.Equal(2, arena.Frames);
        var scope = arena.Current.Scope();
        arena.NextFrame();
        var current = arena.Current;
        Assert.IsType<InvalidOperationException>(Record.Exception(arena.NextFrame));
        Assert.Equal(1, arena.Frame);
        Assert.Same(current, arena.Current);
        scope.Dispose();
        arena.NextFrame();
        Assert.Equal(2, arena.Frame);
    }

    [Fact]
    public void Trimming_gives_back_what_no_valid_frame_uses()
    {
        using var arena = new FrameArena(new ArenaOptions { Guards = MemoryGuards.Off, CommitStepBytes = 1 << 16 });
        arena.Current.Allocate(1 << 20);
        var first = arena.Current;
        arena.NextFrame();
        arena.NextFrame();
        Assert.Same(first, arena.Current);
        Assert.Equal(1 << 20, first.Committed);
        arena.Trim();
        Assert.Equal(0, first.Committed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Numbers_of_frames_outside_the_range_are_refused(int frames) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameArena(frames: frames));
}
