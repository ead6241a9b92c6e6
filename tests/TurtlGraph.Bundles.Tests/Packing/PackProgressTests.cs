namespace TurtlGraph.Bundles.Tests;

public sealed class PackProgressTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_large_entry_is_reported_while_it_is_packed_and_all_totals_are_known_beforehand()
    {
        byte[] large = Samples.Noise(40 << 20, 1);
        string file = _folder.Write("large.bin", large);
        List<PackProgress> seen = Pack(
            new() { Name = "file", FilePath = file },
            new() { Name = "part", FilePath = file, FileOffset = 1 << 20, FileLength = 1 << 20 },
            new() { Name = "made", LoadBytes = () => [1, 2, 3], ExpectedLength = 3 },
            new() { Name = "stream", OpenStream = () => new MemoryStream([4, 5]), ExpectedLength = 2 },
            new() { Name = "memory", Content = new byte[7] });

        Assert.True(seen.Count >= 5 + 3);
        Assert.Contains(seen, progress => progress.Current == "file" && progress.BytesRead is > 1 << 20 and < 40 << 20);
        Assert.All(seen, progress => Assert.Equal((41 << 20) + 3 + 2 + 7, progress.BytesTotal));
        Assert.Equal(seen.Select(progress => progress.BytesRead).Order(), seen.Select(progress => progress.BytesRead));
        Assert.Equal((5, 1.0, seen[^1].BytesTotal), (seen[^1].EntriesDone, seen[^1].Fraction, seen[^1].BytesRead));
        Assert.All(seen, progress => Assert.True(progress.BytesPerSecond > 0));
        Assert.Equal(TimeSpan.Zero, seen[^1].Remaining);
    }

    [Fact]
    public void Without_a_known_total_the_entries_count()
    {
        List<PackProgress> seen = Pack(new() { Name = "a", OpenStream = () => new MemoryStream([1]) }, new() { Name = "b", Content = new byte[9] });

        Assert.Equal([0.5, 1.0], seen.Select(progress => progress.Fraction));
        Assert.All(seen, progress => Assert.Equal(0, progress.BytesTotal));
    }

    [Fact]
    public void Rate_and_remaining_time_follow_from_what_is_done()
    {
        var progress = new PackProgress(1, 4, 30_000, 10, 120_000, "x") { Elapsed = TimeSpan.FromSeconds(10) };

        Assert.Equal(3000, progress.BytesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(30), progress.Remaining);
        Assert.Null((progress with { Elapsed = default }).Remaining);
        Assert.Null((progress with { BytesRead = 0 }).Remaining);
    }

    private List<PackProgress> Pack(params BundleItem[] items)
    {
        var seen = new List<PackProgress>();
        var builder = new BundleBuilder(new() { Codec = BundleCodecChoice.None });
        builder.AddRange(items);
        builder.Write(_folder["p.turtl"], new Immediate(seen));
        return seen;
    }

    private sealed class Immediate(List<PackProgress> seen) : IProgress<PackProgress>
    {
        public void Report(PackProgress value) => seen.Add(value);
    }
}
