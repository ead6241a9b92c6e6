namespace TurtlGraph.Memory.Tests;

public unsafe class ExplicitHugePagesTests
{
    private const int PoolPages = 4;

    [HugePagePoolFact]
    public void They_come_from_the_pool_and_normal_pages_follow_when_it_is_empty()
    {
        using var pool = HugePagePool.TryGrow(PoolPages);
        Assert.True(pool != null, "the machine has no memory left that can be made huge pages of");
        var huge = PageSystem.Current.HugePageSize;
        var free = HugePagePool.Free;
        var profile = new MemoryProfile();
        using (var arena = new Arena(new ArenaOptions
        {
            Guards = MemoryGuards.Off,
            Name = "huge", Profile = profile, HugePages = HugePages.Explicit, MaxBytes = 64 * huge, CommitStepBytes = 2 * huge,
        }))
        {
            Fill(arena, huge);
            Assert.Equal(0ul, (ulong)arena.Base % (ulong)huge);
            Assert.Equal(free - 1, HugePagePool.Free);
            Assert.Empty(profile.Snapshot().RefusedHints);

            Fill(arena, (free + 3) * huge);
            var refused = profile.Snapshot().RefusedHints;
            Assert.Contains(refused, hint => hint.Owner == "huge" && hint.Hint == "explicit huge pages" && hint.Count == 1);
            arena.Reset();
            arena.Trim();
            AssertComesBack(free);
            Fill(arena, huge);
        }

        AssertComesBack(free);
    }

    /// <summary>The kernel may free pages of the pool a moment later, on a thread of its own.</summary>
    private static void AssertComesBack(long pages) =>
        Assert.True(SpinWait.SpinUntil(() => HugePagePool.Free == pages, 5000), $"{HugePagePool.Free} pages of {pages} came back");

    private static void Fill(Arena arena, long bytes)
    {
        var memory = new Span<byte>(arena.Allocate(bytes), (int)bytes);
        Assert.Equal(-1, memory.IndexOfAnyExcept((byte)0));
        memory.Fill(0xEE);
    }
}
