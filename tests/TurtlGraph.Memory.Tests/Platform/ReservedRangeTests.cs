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
}
