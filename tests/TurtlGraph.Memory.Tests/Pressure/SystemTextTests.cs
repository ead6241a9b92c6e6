using System.Text;

namespace TurtlGraph.Memory.Tests;

/// <summary>Texts as real kernels write them.</summary>
public sealed class SystemTextTests
{
    private const string V1Statistics = """
        cache 9646080
        rss 14495744
        inactive_file 4096
        active_file 643072
        hierarchical_memory_limit 9223372036854771712
        total_cache 2035916800
        total_inactive_file 1264660480
        total_active_file 753205248
        """;

    private const string V2Statistics = """
        anon 1043922944
        file 5298032640
        kernel 161808384
        file_mapped 303874048
        inactive_anon 1046478848
        active_anon 12288
        inactive_file 3217412096
        active_file 2072043520
        """;

    private const string Meminfo = """
        MemTotal:       24670412 kB
        MemFree:        11012628 kB
        MemAvailable:   20129724 kB
        Buffers:          215272 kB
        """;

    [Theory]
    [InlineData("134217728\n", 134217728)]
    [InlineData("max\n", long.MaxValue)]
    [InlineData("9223372036854771712\n", 9223372036854771712)]
    [InlineData("18446744073709551615\n", long.MaxValue)]
    [InlineData("0\n", 0)]
    public void A_limit_is_a_number_or_the_word_max(string text, long expected)
    {
        Assert.True(SystemText.TryParseBytes(Bytes(text), out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("oops")]
    [InlineData("-1\n")]
    public void What_is_no_limit_is_not_told(string text) => Assert.False(SystemText.TryParseBytes(Bytes(text), out _));

    [Theory]
    [InlineData(V1Statistics, "total_inactive_file", 1264660480)]
    [InlineData(V1Statistics, "inactive_file", 4096)]
    [InlineData(V2Statistics, "inactive_file", 3217412096)]
    [InlineData(V2Statistics, "file", 5298032640)]
    [InlineData(Meminfo, "MemTotal", 24670412)]
    [InlineData(Meminfo, "MemAvailable", 20129724)]
    public void A_field_is_found_by_its_whole_name(string text, string key, long expected)
    {
        Assert.True(SystemText.TryFindNumber(Bytes(text), Bytes(key), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("", "file")]
    [InlineData("file\n", "file")]
    [InlineData("file abc\n", "file")]
    [InlineData("file_mapped 3\n", "file")]
    [InlineData("xfile 3\n", "file")]
    public void A_field_that_is_not_there_is_not_told(string text, string key) =>
        Assert.False(SystemText.TryFindNumber(Bytes(text), Bytes(key), out _));

    [Theory]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", 0, 0)]
    [InlineData("some avg10=12.34 avg60=5.00 avg300=1.00 total=81341234\nfull avg10=3.21 avg60=2.00 avg300=0.50 total=12341234\n", 12.34, 3.21)]
    [InlineData("some avg10=7.00 avg60=0.00 avg300=0.00 total=5\n", 7, 0)]
    public void Stalls_are_read_from_PSI(string text, double some, double full)
    {
        Assert.True(SystemText.TryParseStalls(Bytes(text), out var readSome, out var readFull));
        Assert.Equal((some, full), (readSome, readFull));
    }

    [Theory]
    [InlineData("")]
    [InlineData("some avg60=1\n")]
    [InlineData("some avg10=1.0\nfull avg10=\n")]
    public void A_PSI_file_that_is_cut_is_not_told(string text) => Assert.False(SystemText.TryParseStalls(Bytes(text), out _, out _));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 0, 0.70)]
    [InlineData(20, 0, 0.85)]
    [InlineData(20, 5, 0.85)]
    [InlineData(0, 10, 0.95)]
    [InlineData(100, 100, 1)]
    public void Stalls_have_their_place_on_the_scale(double some, double full, double share) =>
        Assert.Equal(share, StallPressureSource.ShareOf(some, full), 9);

    [Fact]
    public void More_stalls_never_press_less()
    {
        var shares = Enumerable.Range(0, 1000).Select(i => StallPressureSource.ShareOf(i / 10.0, 0)).ToArray();
        Assert.Equal(shares.Order(), shares);
    }

    [Theory]
    [InlineData(16, 16, 0)]
    [InlineData(4, 16, 0.75)]
    [InlineData(2, 8, 0.75)]
    [InlineData(0, 16, 1)]
    [InlineData(32, 128, 0)]
    [InlineData(4, 128, 0.75)]
    public void Of_a_large_machine_only_the_last_part_counts(long availableGiB, long totalGiB, double share) =>
        Assert.Equal(share, MachineShare.Of(availableGiB << 30, totalGiB << 30).Share, 9);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
