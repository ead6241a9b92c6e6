namespace TurtlGraph.Bundles.Tests;

public sealed class AccessTraceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        using var text = new StringWriter();
        AccessTrace.Write(text, 12.25, "a, with comma.png");
        AccessTrace.Write(text, 0.5, "größe €");
        AccessTrace trace = AccessTrace.Load(_folder.Write("t.csv", "seconds,asset\n# a remark\n\n" + text));

        Assert.Equal(
            [new AssetAccess(0.5, AssetId.FromName("größe €")), new AssetAccess(12.25, AssetId.FromName("a, with comma.png"))],
            trace.Accesses.ToArray());
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.5,")]
    [InlineData(",name")]
    [InlineData("soon,name")]
    [InlineData("NaN,name")]
    [InlineData("1e999,name")]
    public void A_line_that_is_no_access_is_named(string line)
    {
        string path = _folder.Write("t.csv", $"1,a\n{line}\n");

        ManifestException error = Assert.Throws<ManifestException>(() => AccessTrace.Load(path));

        Assert.Equal(2, error.Line);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_is_none_is_refused() =>
        Assert.Throws<ArgumentException>(() => new AccessTrace([new AssetAccess(double.NaN, AssetId.FromName("a"))]));
}
