using System.IO.Compression;
using System.Text;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli.Tests;

public sealed class SimulateCommandTests
{
    private const string Requests = "1,a,10\n2,b,90\n3,a,10\n4,c,500\n5,b,90\n6,d,10\n7,a,10\n8,c,500\n";

    [Fact]
    public void The_json_has_a_row_for_each_policy_and_size()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", Requests);
        var rows = Workplace.Json("simulate", "--trace", path, "--format", "csv", "--policy", "lru,fifo", "--size", "2,50%", "--unit", "objects").EnumerateArray().ToList();

        Assert.Equal(["lru 2", "fifo 2", "lru 2", "fifo 2"], rows.Select(row => $"{row.GetProperty("policy").GetString()} {row.GetProperty("size").GetInt64()}"));
        Assert.Equal(
            ["trace", "policy", "size", "unit", "requests", "hits", "misses", "miss_ratio", "byte_miss_ratio", "ns_per_request"],
            rows[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal((path, "objects", 8, 1, 7), (
            rows[0].GetProperty("trace").GetString(), rows[0].GetProperty("unit").GetString(), rows[0].GetProperty("requests").GetInt64(), rows[0].GetProperty("hits").GetInt64(), rows[0].GetProperty("misses").GetInt64()));
        Assert.Equal(0.875, rows[0].GetProperty("miss_ratio").GetDouble());
    }

    [Fact]
    public void By_bytes_large_objects_pass_every_policy_by()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", Requests);
        foreach (var row in Workplace.Json("simulate", "--trace", path, "--size", "130", "--unit", "bytes").EnumerateArray())
        {
            // a and b and d fit together, c never does: the second and third a, and the second b, are hits for all that admit.
            Assert.True(row.GetProperty("hits").GetInt64() == 3, row.GetProperty("policy").GetString());
            Assert.Equal(Math.Round((1220.0 - 110) / 1220, 6), row.GetProperty("byte_miss_ratio").GetDouble());
        }
    }

    [Fact]
    public void The_largest_object_that_is_admitted_can_be_told()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", Requests);

        Assert.Equal(2, Hits("50"));
        Assert.Equal(2, Hits("10%"));
        Assert.Equal(3, Hits("100%"));

        long Hits(string most) =>
            Workplace.Json("simulate", "--trace", path, "--policy", "lru", "--size", "130", "--unit", "bytes", "--max-object", most)[0].GetProperty("hits").GetInt64();
    }

    [Fact]
    public void A_share_is_of_the_different_objects_or_of_their_bytes()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", Requests);

        Assert.Equal(2, Size("50%", "objects"));
        Assert.Equal(305, Size("50%", "bytes"));
        Assert.Equal(1, Size("0.1%", "objects"));

        long Size(string share, string unit) =>
            Workplace.Json("simulate", "--trace", path, "--policy", "lru", "--size", share, "--unit", unit)[0].GetProperty("size").GetInt64();
    }

    [Fact]
    public void Compressed_files_are_read_as_they_are()
    {
        using var work = new Workplace();
        var plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},{i * 7 % 500}\n")));
        var expected = Rows(work.File("x.csv", plain));

        Assert.Equal(expected, Rows(work.File("y.csv.gz", Gzip(plain))));
        Assert.Equal(expected, Rows(work.File("z.csv.gz", [.. Gzip(plain[..1000]), .. Gzip(plain[1000..])])));
        if (CodecRegistry.Default.TryGet(CodecId.Zstd, out _))
        {
            Assert.Equal(expected, Rows(work.File("x.csv.zst", Zstd(plain))));
        }
    }

    [Fact]
    public void A_compressed_file_that_was_cut_is_bad()
    {
        using var work = new Workplace();
        var plain = new byte[80_000];
        new Random(1).NextBytes(plain);
        AssertBad(Workplace.Run("simulate", "--trace", work.File("x.be64.gz", Gzip(plain).AsSpan()[..^4000]), "--size", "10"), "cut short");
        if (CodecRegistry.Default.TryGet(CodecId.Zstd, out _))
        {
            AssertBad(Workplace.Run("simulate", "--trace", work.File("x.be64.zst", Zstd(plain).AsSpan()[..^4000]), "--size", "10"), "cut short");
        }
    }

    [Fact]
    public void A_line_that_is_no_request_is_told_with_file_and_line()
    {
        using var work = new Workplace();
        AssertBad(Workplace.Run("simulate", "--trace", work.File("x.trace", "1\n2\nthree\n"), "--size", "10"), "x.trace: line 3 (byte 4) is 'three'");
        AssertBad(Workplace.Run("simulate", "--trace", work.File("empty.csv", ""), "--size", "10"), "no request");
    }

    [Theory]
    [InlineData("--size", "10", "--policy", "lru,mru")]
    [InlineData("--size", "0")]
    [InlineData("--size", "ten")]
    [InlineData("--size", "-5%")]
    [InlineData("--size", "10", "--unit", "pages")]
    [InlineData("--size", "10", "--format", "tsv")]
    [InlineData("--size", "10", "--max-object", "200%")]
    [InlineData()]
    public void Wrong_usage_is_told(params string[] options)
    {
        using var work = new Workplace();
        var result = Workplace.Run(["simulate", "--trace", work.File("x.csv", Requests), .. options]);

        Assert.Equal(2, result.Code);
        Assert.Contains("simulate --help", result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_tells_no_format_needs_one()
    {
        using var work = new Workplace();
        var path = work.File("requests.dat", Requests);

        Assert.Equal(2, Workplace.Run("simulate", "--trace", path, "--size", "2").Code);
        Assert.Equal(0, Workplace.Run("simulate", "--trace", path, "--size", "2", "--format", "csv").Code);
        Assert.Equal(3, Workplace.Run("simulate", "--trace", work["missing.csv"], "--size", "2").Code);
    }

    [Fact]
    public void The_help_states_the_semantics_and_every_policy()
    {
        var help = Workplace.Run("simulate", "--help").Out;

        Assert.All(CachePolicies.Names, name => Assert.Contains(name, help, StringComparison.Ordinal));
        Assert.Contains("never admitted", help, StringComparison.Ordinal);
        Assert.Contains("cold", help, StringComparison.Ordinal);
    }

    private static List<string> Rows(string path) =>
        [.. Workplace.Json("simulate", "--trace", path, "--policy", "lru,arc", "--size", "100").EnumerateArray().Select(row => $"{row.GetProperty("policy")} {row.GetProperty("hits")} {row.GetProperty("requests")}")];

    private static void AssertBad(ToolResult result, string reason)
    {
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(reason, result.Reason(), StringComparison.Ordinal);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        var codec = CodecRegistry.Default.Get(CodecId.Zstd);
        var room = new byte[codec.MaxCompressedLength(bytes.Length)];
        return room[..codec.Compress(bytes, room, 0)];
    }
}
