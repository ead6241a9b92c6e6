namespace TurtlGraph.Memory.Tests;

public unsafe class ReservedRangeTests
{
    [Fact]
    public void Address_space_far_beyond_memory_can_be_reserved()
    {
        using var range = new ReservedRange(1L << 40, 1 << 20);
        Assert.Equal(0, range.Committed);
        Assert.True(range.TryCommit(10));
        Assert.Equal(1 << 20, range.Committed);
        range.Base[(1 << 20) - 1] = 7;
        Assert.Equal(7, range.Base[(1 << 20) - 1]);
    }

    [Fact]
    public void More_than_the_reservation_is_refused()
    {
        using var range = new ReservedRange(1 << 20, 1 << 16);
        Assert.True(range.TryCommit(1 << 20));
        Assert.False(range.TryCommit((1 << 20) + 1));
        Assert.Equal(1 << 20, range.Committed);
    }

    [Fact]
    public void Memory_given_back_reads_as_zero_when_committed_again()
    {
        using var range = new ReservedRange(1 << 20, 1 << 16);
        range.TryCommit(1 << 20);
        new Span<byte>(range.Base, 1 << 20).Fill(0xAB);
        range.Trim(1 << 16);
        Assert.Equal(1 << 16, range.Committed);
        Assert.Equal(0xAB, range.Base[0]);
        range.TryCommit(1 << 20);
        Assert.Equal(-1, new Span<byte>(range.Base + (1 << 16), (1 << 20) - (1 << 16)).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_range_for_huge_pages_starts_at_one()
    {
        using var range = new ReservedRange(new RangeOptions { Bytes = 8 << 20, Step = 2 << 20, HugePages = HugePages.Transparent });
        Assert.Equal(0ul, (ulong)range.Base % (2 << 20));
        Assert.True(range.TryCommit(8 << 20));
        range.Base[(8 << 20) - 1] = 1;
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var range = new ReservedRange(1 << 16, 1 << 16);
        range.Dispose();
        range.Dispose();
        Assert.False(range.TryCommit(1));
    }

    [Fact]
    public void An_impossible_reservation_says_what_was_refused()
    {
        var error = Assert.Throws<MappingException>(() => new ReservedRange(long.MaxValue & ~0xFFFFL, 1 << 16));
        Assert.Contains("reserve", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Capacity_and_step_grow_together_up_to_the_reservation()
    {
        const int Kb = 1 << 10;
        using var range = new ReservedRange(new RangeOptions
        {
            Bytes = 8192 * Kb, Step = 64 * Kb, InitialBytes = 1024 * Kb, GrowthFactor = 2,
        });
        var seen = new List<(long Capacity, long Committed)>();
        foreach (var wanted in (int[])[1, 1024, 1025, 2048, 2049, 8000, 8192])
        {
            Assert.True(range.TryCommit((long)wanted * Kb));
            seen.Add((range.Capacity / Kb, range.Committed / Kb));
        }

        Assert.Equal([(1024, 64), (1024, 1024), (2048, 1152), (2048, 2048), (4096, 2304), (8192, 8192), (8192, 8192)], seen);
    }

    [Theory]
    [InlineData(long.MaxValue, 2.0)]
    [InlineData(1L << 40, 1.0)]
    [InlineData(1 << 12, 1e300)]
    [InlineData(1 << 12, double.PositiveInfinity)]
    public void A_step_beyond_the_reservation_commits_all_of_it(long step, double growthFactor)
    {
        using var range = new ReservedRange(new RangeOptions
        {
            Bytes = 1 << 20, Step = step, InitialBytes = 1 << 13, GrowthFactor = growthFactor,
        });
        Assert.True(range.TryCommit(1));
        Assert.True(range.TryCommit((1 << 13) + 1));
        Assert.Equal(1 << 20, range.Committed);
        Assert.Equal(1 << 20, range.Capacity);
        range.Base[(1 << 20) - 1] = 1;
        range.Trim(1);
        Assert.InRange(range.Committed, 1, 1 << 20);
        Assert.False(range.TryCommit((1 << 20) + 1));
    }

    [Fact]
    public void What_is_committed_and_unused_stays_below_a_step()
    {
        using var range = new ReservedRange(new RangeOptions
        {
            Bytes = 1L << 30, Step = 2 << 20, InitialBytes = 64 << 20, GrowthFactor = 1.5,
        });
        for (long wanted = 1; wanted < 1L << 30; wanted = (wanted * 5 / 4) + 1)
        {
            Assert.True(range.TryCommit(wanted));
            Assert.True(range.Committed >= wanted);
            Assert.True(range.Committed - wanted <= Math.Max(2 << 20, 1.5 * wanted / 32 + 4096), $"{range.Committed} for {wanted}");
        }
    }

    [LinuxFact]
    public void Trimmed_memory_is_really_given_back()
    {
        using var range = new ReservedRange(16 << 20, 1 << 20);
        range.TryCommit(16 << 20);
        new Span<byte>(range.Base, 16 << 20).Fill(1);
        Assert.Equal(16 << 20, ResidentMemory.Of(range.Base, 16 << 20));
        range.Trim(4 << 20);
        Assert.Equal(4 << 20, ResidentMemory.Of(range.Base, 16 << 20));
        range.Trim(0);
        Assert.Equal(0, range.Committed);
        Assert.Equal(0, ResidentMemory.Of(range.Base, 16 << 20));
    }

    [Theory]
    [InlineData(HugePages.Transparent, false, false)]
    [InlineData(HugePages.Explicit, false, false)]
    [InlineData(HugePages.Explicit, false, true)]
    [InlineData(HugePages.Explicit, true, false)]
    [InlineData(HugePages.Explicit, true, true)]
    public void Every_hint_falls_back_and_each_refusal_is_told_once(HugePages hugePages, bool withTheReservation, bool given)
    {
        var profile = new MemoryProfile();
        var pages = new RefusingPages { WithTheReservation = withTheReservation, GivesHugePages = given };
        using (var account = profile.Open("range", MemoryTier.Arena))
        {
            using var range = new ReservedRange(new RangeOptions
            {
                Bytes = 6 * pages.HugePageSize, Step = pages.HugePageSize, HugePages = hugePages, NumaNode = 0, Account = account, Pages = pages,
            });
            for (var i = 1; i <= 6; i++)
            {
                Assert.True(range.TryCommit(i * pages.HugePageSize));
                new Span<byte>(range.Base, (int)(i * pages.HugePageSize)).Fill((byte)i);
            }

            Assert.Equal(range.Committed, profile.CommittedBytes);
        }

        Assert.Equal(0, profile.CommittedBytes);
        var hints = profile.Snapshot().RefusedHints.Select(refused => (refused.Hint, refused.Count)).ToHashSet();
        var wanted = new HashSet<(string, long)> { ("NUMA node 0", 1) };

        if (!given)
        {
            wanted.Add(("transparent huge pages", 1));
        }

        if (!given && hugePages == HugePages.Explicit)
        {
            wanted.Add(("explicit huge pages", 1));
        }

        Assert.Equal(wanted, hints);
        Assert.Equal(hugePages == HugePages.Transparent ? 0 : given && !withTheReservation ? 6 : 1, pages.HugeRequests);
    }

    [Fact]
    public void A_refused_commit_changes_nothing_and_can_be_tried_again()
    {
        var profile = new MemoryProfile();
        using var account = profile.Open("range", MemoryTier.Arena);
        using var range = new ReservedRange(new RangeOptions
        {
            Bytes = 1 << 20, Step = 1 << 16, Account = account, Pages = new RefusingPages { RefusedCommit = 2 },
        });
        Assert.True(range.TryCommit(1));
        range.Base[0] = 1;
        Assert.Throws<MappingException>(() => range.TryCommit(1 << 17));
        Assert.Equal(1 << 16, range.Committed);
        Assert.Equal(1 << 16, account.CommittedBytes);
        Assert.True(range.TryCommit(1 << 17));
        Assert.Equal(1, range.Base[0]);
    }

    [Fact]
    public void Each_committed_part_prefers_the_node()
    {
        var pages = new RefusingPages { Nodes = 4 };
        using var range = new ReservedRange(new RangeOptions { Bytes = 1 << 20, Step = 1 << 16, NumaNode = 3, Pages = pages });
        range.TryCommit(1);
        range.TryCommit(1 << 18);
        range.Trim(0);
        range.TryCommit(1);
        Assert.Equal([3, 3, 3], pages.PreferredNodes);
    }

    [Fact]
    public void The_base_has_the_alignment_that_was_asked_for()
    {
        for (var alignment = 1L; alignment <= 1 << 24; alignment *= 8)
        {
            using var range = new ReservedRange(new RangeOptions { Bytes = 1 << 16, Step = 1 << 16, Alignment = alignment });
            Assert.Equal(0, (long)range.Base % alignment);
            Assert.True(range.TryCommit(1 << 16));
            range.Base[(1 << 16) - 1] = 1;
        }
    }
}
