using System.Buffers.Binary;
using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// A runtime with a given number of resident assets and of requests that stay queued, because its device has been stopped:
/// the steady state of a game that asks for more than the disk can give.
/// </summary>
internal sealed class FrameWorld : IDisposable
{
    private const double FrameSeconds = 1.0 / 60;
    private const int PayloadBytes = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly VirtualClock _clock = new();
    private readonly StoppableSource _source;
    private readonly Viewer[] _viewers = [new Viewer(new Vector3(1000, 0, 1000), Vector3.UnitX)];
    private readonly AssetId[] _ids;

    public FrameWorld(int requests, int cached)
    {
        Requests = requests;
        Cached = cached;
        _ids = [.. Enumerable.Range(0, requests + cached).Select(i => AssetId.FromName($"asset {i}"))];
        string path = WriteBundle();
        _source = new StoppableSource(new SimulatedByteSource(new DeviceModel { BytesPerSecond = 1e12, LatencySeconds = 0, Channels = 1024, QueueDepth = 4096 }, _clock));
        Runtime = new AssetRuntime(new StreamingOptions
        {
            Clock = _clock,
            Source = _source,
            MemoryBudgetBytes = Math.Max(64L << 20, (requests + cached) * 512L),
            MaxReadsInFlight = 256,
            BandwidthBytesPerSecond = 1e12,
            MaxBandwidthBytesPerSecond = 1e12,
            RequestTimeout = TimeSpan.FromDays(1),
            ReadTimeout = TimeSpan.FromDays(1),
            MaxHandles = 1 << 19,
            SubmitQueueLength = 1 << 19,
            VirtualDecodeBytesPerSecond = 1e12,
            TraceCapacity = 0,
        });
        Runtime.Open(path);
        Fill();
    }

    public int Requests { get; }

    public int Cached { get; }

    public AssetRuntime Runtime { get; }

    public AssetHandle[] Resident { get; private set; } = [];

    public AssetId IdOfResident(int index) => _ids[index];

    public void Update()
    {
        Runtime.Update(_viewers, FrameSeconds);
        _clock.Advance(FrameSeconds);
    }

    public void Dispose()
    {
        Runtime.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Fill()
    {
        Resident = RequestRange(0, Cached);
        while (Runtime.Metrics.ResidentAssets < Cached)
        {
            Update();
        }

        _source.IsStopped = true;
        RequestRange(Cached, Requests);
        for (int frame = 0; frame < 8; frame++)
        {
            Update();
        }
    }

    private AssetHandle[] RequestRange(int first, int count)
    {
        var handles = new AssetHandle[count];
        for (int i = 0; i < count; i++)
        {
            RequestResult result = Runtime.Request(_ids[first + i], new Demand(), out handles[i]);
            if (result != RequestResult.Accepted)
            {
                throw new InvalidOperationException($"Request {i} was not accepted: {result}.");
            }
        }

        return handles;
    }

    private string WriteBundle()
    {
        string path = Path.Combine(_folder, "frame.turtl");
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.None });
        for (int i = 0; i < _ids.Length; i++)
        {
            var content = new byte[PayloadBytes];
            BinaryPrimitives.WriteInt32LittleEndian(content, i);
            builder.Add(new BundleItem
            {
                Name = $"asset {i}",
                Position = new Vector3(i * 37 % 2000, 0, i * 91 % 2000),
                Radius = 2,
                Content = content,
            });
        }

        builder.Write(path);
        return path;
    }
}
