using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>Random reads of one file by the byte sources, against fio and the framework, from the device and from the page cache.</summary>
internal sealed class IoSuite : IQuickSuite
{
    /// <summary>Reads in flight, for everybody.</summary>
    public const int Depth = 32;

    private const int Rounds = 5;
    private const string Reference = "fio io_uring, registered files and buffers";
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(400);

    // What fio takes to start; everybody else rests as long before its turn, so that a device that saves up for a burst does so for all.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    public string Name => "io";

    public string Description => $"random reads of a file of 1 GiB, {Depth} in flight; median of {Rounds} interleaved rounds"
        + (FioWay.IsInstalled ? "" : "; fio is not installed, so the goals that compare with it have no figure (Debian: apt-get install fio)");

    public IEnumerable<Measure> Run()
    {
        using var file = IoFile.Create();
        foreach (var measure in Direct(file).Concat(Warm(file)))
        {
            yield return measure;
        }
    }

    /// <summary>Past the page cache: what the device gives.</summary>
    private static IEnumerable<Measure> Direct(IoFile file)
    {
        using var ways = new IoWays(Rounds, Slice, Rest);
        ways.AddReference(FioWay.IsInstalled ? new FioWay(file.Path, direct: true) : null);
        var ours = ways.Add(new SourceWay("source", Open(ByteSourceKind.UringDirect), file.Path));
        ways.Add(new SourceWay("source, 2 pollers", Open(ByteSourceKind.UringDirect), file.Path, pollers: 2));
        var alone = UringByteSource.TryCreate(new UringOptions { Direct = true }, out var ring, out _)
            ? ways.Add(new SourceWay("ring without scheduling", ring, file.Path))
            : null;

        ways.Add(new ReadAsyncWay(file.Path, direct: true));
        foreach (var (block, name, atLeast) in ((int, string, double)[])[(4 << 10, "4 KiB", 1.0), (64 << 10, "64 KiB", 1.5), (256 << 10, "256 KiB", 1.3), (1 << 20, "1 MiB", 1.0)])
        {
            foreach (var (way, figure, reference) in ways.Measure(block))
            {
                bool isOurs = way == ours || way == alone;
                yield return Speed($"device {name}: {way.Name}", figure, reference, isOurs ? Goal.RatioAtLeast(atLeast) : Goal.None);
                yield return Processor($"device {name}: {way.Name}, processor", figure, reference, isOurs && block >= 64 << 10 ? Goal.RatioAtMost(1) : Goal.None);
                if (isOurs)
                {
                    yield return Managed($"device {name}: {way.Name}, managed", figure);
                }
            }
        }
    }

    /// <summary>The file lies in the page cache.</summary>
    private static IEnumerable<Measure> Warm(IoFile file)
    {
        using var ways = new IoWays(Rounds, Slice, TimeSpan.Zero);
        ways.AddReference(FioWay.IsInstalled ? new FioWay(file.Path, direct: false) : null);
        var ours = ways.Add(new SourceWay("source, 2 pollers", ByteSources.Open(), file.Path, pollers: 2));
        ways.Add(new SourceWay("source, 1 poller", ByteSources.Open(), file.Path));
        ways.Add(new SourceWay("ring alone", Open(ByteSourceKind.Uring), file.Path));
        ways.Add(new SourceWay("trusted map, 2 workers", new MappedByteSource(new MappedOptions { Trusted = true }), file.Path));
        ways.Add(new ReadAsyncWay(file.Path, direct: false));
        file.Warm();
        foreach (var (block, name) in ((int, string)[])[(64 << 10, "64 KiB"), (256 << 10, "256 KiB"), (1 << 20, "1 MiB")])
        {
            foreach (var (way, figure, reference) in ways.Measure(block))
            {
                yield return Speed($"cache {name}: {way.Name}", figure, reference, way == ours ? Goal.RatioAtLeast(2.5) : Goal.None);
                yield return Processor($"cache {name}: {way.Name}, processor", figure, reference, Goal.None);
                if (way == ours)
                {
                    yield return Managed($"cache {name}: {way.Name}, managed", figure);
                }
            }
        }
    }

    /// <summary>A source that never looks into the page cache, where the file lies after it was written.</summary>
    private static IByteSource Open(ByteSourceKind kind) => ByteSources.Open(new ByteSourceOptions { Kind = kind, QueueDepth = Depth, UsePageCache = false });

    private static Measure Speed(string name, IoFigure figure, IoFigure? reference, Goal goal) =>
        new(name, figure.BytesPerSecond / 1e6, "MB/s", goal, reference is null ? null : Reference, reference?.BytesPerSecond / 1e6);

    private static Measure Processor(string name, IoFigure figure, IoFigure? reference, Goal goal) =>
        new(name, figure.ProcessorPerGigabyte * 1e3, "ms/GB", goal, reference is null ? null : Reference, reference?.ProcessorPerGigabyte * 1e3);

    /// <summary>Nothing a read: what the process as a whole allocates now and then stays below a byte a read.</summary>
    private static Measure Managed(string name, IoFigure figure) => new(name, figure.ManagedBytesPerRead, "B/read", Goal.ValueAtMost(1));
}
