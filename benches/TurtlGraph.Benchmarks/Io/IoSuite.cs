using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>Random reads of one file by the byte sources, against fio and the framework, from the device and from the page cache.</summary>
internal sealed class IoSuite : IQuickSuite
{
    /// <summary>Reads in flight, for everybody.</summary>
    public const int Depth = 32;

    private const int Rounds = 5;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);
    private static readonly (int Bytes, string Name, double Goal)[] DirectBlocks = [(4 << 10, "4 KiB", 1.0), (64 << 10, "64 KiB", 1.5), (256 << 10, "256 KiB", 1.3), (1 << 20, "1 MiB", 1.0)];

    public string Name => "io";

    public string Description => $"random reads of a file of 1 GiB, {Depth} in flight; median of {Rounds} interleaved rounds"
        + (FioWay.IsInstalled ? "" : "; fio is not installed, so what is compared with it has no ratio (Debian: apt-get install fio)");

    public IEnumerable<Measure> Run()
    {
        using var file = IoFile.Create(Path.GetTempPath());
        var ways = new List<IIoWay> { new FioWay(file.Path, true), new SourceWay("io_uring-direct", new UringByteSource(new UringOptions { Direct = true, QueueDepth = Depth }), file.Path), new SourceWay("io_uring-direct 2 pollers", new UringByteSource(new UringOptions { Direct = true, QueueDepth = Depth }), file.Path, 2), new ReadAsyncWay(file.Path, true) };
        foreach (var (bytes, name, goal) in DirectBlocks)
        {
            var figures = Measure(ways, bytes);
            for (int i = 1; i < ways.Count; i++)
            {
                yield return new Measure($"direct {name}: {ways[i].Name}", figures[i].BytesPerSecond / 1e6, "MB/s", Goal.RatioAtLeast(goal), "fio", figures[0].BytesPerSecond / 1e6);
                yield return new Measure($"direct {name}: {ways[i].Name}, processor", figures[i].ProcessorPerGigabyte * 1e3, "ms/GB", Goal.RatioAtMost(1), "fio", figures[0].ProcessorPerGigabyte * 1e3);
                yield return new Measure($"direct {name}: {ways[i].Name}, managed", figures[i].ManagedBytesPerRead, "B/read");
            }
        }
    }

    private static IoFigure[] Measure(List<IIoWay> ways, int bytes)
    {
        var rounds = ways.ConvertAll(_ => new List<IoFigure>());
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Count; i++)
            {
                var figure = ways[i].Run(bytes, Slice);
                if (round >= 0)
                {
                    rounds[i].Add(figure);
                }
            }
        }

        return [.. rounds.Select(IoFigure.Median)];
    }
}
