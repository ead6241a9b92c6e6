namespace TurtlGraph.Memory.Tests;

/// <summary>What every page system must do. Each one that can run on this machine has a class that derives from this one.</summary>
public abstract unsafe class PageSystemTests
{
    private const int Pages = 64;

    private protected abstract PageSystem System { get; }

    private long Bytes => Math.Max(Pages * System.PageSize, System.HugePageSize);

    [Fact]
    public void Sizes_are_powers_of_two_in_order()
    {
        Assert.True(int.IsPow2(System.PageSize) && System.PageSize >= 4096);
        Assert.True(long.IsPow2(System.HugePageSize) && System.HugePageSize > System.PageSize);
        Assert.Equal(3 * System.PageSize, System.AlignToPage((2 * System.PageSize) + 1));
    }

    [Fact]
    public void Committed_pages_are_zero_and_keep_what_is_written()
    {
        var start = System.Reserve(Bytes);
        System.Commit(start, Bytes / 2);
        Assert.Equal(0ul, (ulong)start % (ulong)System.PageSize);
        Assert.Equal(-1, Part(start, Bytes / 2).IndexOfAnyExcept((byte)0));
        Part(start, Bytes / 2).Fill(7);
        System.Commit(start + (Bytes / 2), Bytes / 2);
        Assert.Equal(-1, Part(start, Bytes / 2).IndexOfAnyExcept((byte)7));
        Assert.Equal(-1, Part(start + (Bytes / 2), Bytes / 2).IndexOfAnyExcept((byte)0));
        System.Release(start, Bytes);
    }

    [Fact]
    public void Pages_that_were_taken_back_are_zero_when_committed_again()
    {
        var start = System.Reserve(Bytes);
        System.Commit(start, Bytes);
        Part(start, Bytes).Fill(9);
        System.Decommit(start + (Bytes / 2), Bytes / 2);
        Assert.Equal(-1, Part(start, Bytes / 2).IndexOfAnyExcept((byte)9));
        System.Commit(start + (Bytes / 2), Bytes / 2);
        Assert.Equal(-1, Part(start + (Bytes / 2), Bytes / 2).IndexOfAnyExcept((byte)0));
        System.Release(start, Bytes);
    }

    [Fact]
    public void Much_more_address_space_than_memory_can_be_reserved()
    {
        var start = System.Reserve(1L << 40);
        System.Commit(start + (1L << 39), System.PageSize);
        start[1L << 39] = 1;
        System.Release(start, 1L << 40);
    }

    [Fact]
    public void An_impossible_reservation_is_refused_with_its_size()
    {
        var error = Assert.Throws<MappingException>(() => System.Reserve(1L << 62));
        Assert.Contains((1L << 62).ToString("N0"), error.Message, StringComparison.Ordinal);
        Assert.Contains("reserve", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hints_are_granted_or_refused_with_a_reason_and_memory_works_either_way()
    {
        var start = System.Reserve(Bytes);
        System.Commit(start, Bytes);
        Assert.NotEqual(string.Empty, System.AdviseHugePages(start, Bytes));
        for (var node = 0; node <= System.NumaNodes; node++)
        {
            var refused = System.PreferNode(start, Bytes, node);
            Assert.NotEqual(string.Empty, refused);
            Assert.True(refused != null || System.NumaNodes > 1, "One node is nothing to choose from.");
        }

        Part(start, Bytes).Fill(3);
        Assert.Equal(-1, Part(start, Bytes).IndexOfAnyExcept((byte)3));
        System.Release(start, Bytes);
    }

    [Fact]
    public void Huge_pages_of_a_part_are_given_or_the_part_is_as_before()
    {
        var huge = System.HugePageSize;
        var mapping = System.Reserve(4 * huge);
        var start = (byte*)PageSystem.AlignUp((long)mapping, huge);
        System.Commit(start, huge);
        start[huge - 1] = 5;
        if (System.CommitHugePages(start + huge, 2 * huge) is { } refused)
        {
            Assert.NotEqual(string.Empty, refused);
            System.Commit(start + huge, 2 * huge);
        }

        Assert.Equal(-1, Part(start + huge, 2 * huge).IndexOfAnyExcept((byte)0));
        Part(start + huge, 2 * huge).Fill(6);
        Assert.Equal(5, start[huge - 1]);
        System.Decommit(start + huge, 2 * huge);
        System.Commit(start + huge, 2 * huge);
        Assert.Equal(0, start[huge]);
        System.Release(mapping, 4 * huge);
    }

    [Fact]
    public void Huge_pages_of_a_whole_range_are_usable_at_once_or_refused_with_a_reason()
    {
        var start = System.ReserveHugePages(System.HugePageSize, null, out var refused);
        Assert.Equal(start == null, refused != null);
        if (start != null)
        {
            Part(start, System.HugePageSize).Fill(1);
            System.Release(start, System.HugePageSize);
        }
    }

    [Fact]
    public void The_current_node_is_one_of_the_machine()
    {
        Assert.True(System.NumaNodes >= 1);
        Assert.True(System.CurrentNode >= 0);
        Assert.True(System.NumaNodes > 1 || System.CurrentNode == 0);
    }

    private static Span<byte> Part(byte* start, long bytes) => new(start, (int)bytes);
}

/// <summary>The pages of the system the tests run on: Linux, macOS or Windows.</summary>
public sealed class CurrentPagesTests : PageSystemTests
{
    private protected override PageSystem System => PageSystem.Current;

    [Fact]
    public void The_system_is_the_one_the_process_runs_on()
    {
        var wanted = OperatingSystem.IsWindows() ? typeof(WindowsPages) : OperatingSystem.IsMacOS() ? typeof(MacPages) : typeof(LinuxPages);
        Assert.IsType(wanted, PageSystem.Current);
    }
}

/// <summary>A system that refuses every hint.</summary>
public sealed class RefusedPagesTests : PageSystemTests
{
    private protected override PageSystem System { get; } = new RefusingPages();
}

/// <summary>A system that gives explicit huge pages part by part.</summary>
public sealed class PooledPagesTests : PageSystemTests
{
    private protected override PageSystem System { get; } = new RefusingPages { GivesHugePages = true, Nodes = 2 };
}

/// <summary>A system that gives explicit huge pages a whole range at once.</summary>
public sealed class WholePagesTests : PageSystemTests
{
    private protected override PageSystem System { get; } = new RefusingPages { GivesHugePages = true, WithTheReservation = true };
}
