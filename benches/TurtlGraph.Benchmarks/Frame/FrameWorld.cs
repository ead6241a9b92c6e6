using System.Buffers.Binary;
using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// A runtime at the steady state of a game that asks for more than its disk can give: a number of resident assets, half of them
/// held, and a number of requests that wait. Every frame the viewer moves, the device serves a few reads, as many new requests come
/// in, others are released, and game threads use what is there. One open world of 8 by 8 kilometres; default options but for what
/// the size asks for.
/// </summary>
internal sealed class FrameWorld : IDisposable
{
    /// <summary>Uses of resident assets reported in a frame.</summary>
    public const int UsesPerFrame = 256;

    /// <summary>Reads that the device serves in a frame, each of one asset.</summary>
    public const int ReadsPerFrame = 4;

    /// <summary>Requests of assets that are there already, made and released in a frame.</summary>
    public const int HitsPerFrame = 12;

    /// <summary>Requests given up in a frame before they were served.</summary>
    public const int CancelsPerFrame = 4;

    private const double FrameSeconds = 1.0 / 60;
    private const int PayloadBytes = 64;
    private const int DistinctContents = 1024;
    private const float Side = 8000;
    private const int FillBatch = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly VirtualClock _clock = new();
    private readonly MeteredSource _source = new(4096);
    private readonly Viewer[] _viewers = new Viewer[1];
    private readonly AssetId[] _ids;
    private readonly Queue<AssetHandle> _waiting = new();
    private readonly AssetHandle[] _hits = new AssetHandle[HitsPerFrame];
    private readonly Random _random = new(7);
    private int _asked;
    private int _target;
    private Vector3 _place = new(Side / 2, 0, Side / 2);

    /// <summary>Makes a world of so many assets, none of which is resident.</summary>
    public FrameWorld(int assets, long memoryBytes = 0)
    {
        _ids = [.. Enumerable.Range(0, assets).Select(i => AssetId.FromName($"asset {i}"))];
        Runtime = new AssetRuntime(new StreamingOptions
        {
            Clock = _clock,
            Source = _source,
            MemoryBudgetBytes = memoryBytes > 0 ? memoryBytes : (32L << 20) + (assets * 128L),
            BandwidthBytesPerSecond = 1e12,
            MaxBandwidthBytesPerSecond = 1e12,
            RequestTimeout = TimeSpan.FromDays(1),
            ReadTimeout = TimeSpan.FromDays(1),
            MaxHandles = (2 * assets) + 131_072,
            SubmitQueueLength = 1 << 18,
            VirtualDecodeBytesPerSecond = 1e12,
            TraceCapacity = 0,
        });
        Runtime.Open(WriteBundle());
        LookFrom(new Vector3(0, 1e6f, 0));
    }

    public AssetRuntime Runtime { get; }

    /// <summary>Handles of the resident assets that are held: those of even numbers.</summary>
    public List<AssetHandle> Held { get; } = [];

    /// <summary>Assets that have been filled in.</summary>
    public int Cached { get; private set; }

    public AssetId IdOf(int index) => _ids[index];

    /// <summary>Loads assets until so many are resident; every other one stays held.</summary>
    public void FillTo(int cached)
    {
        LookFrom(new Vector3(0, 1e6f, 0));
        _source.ReadsPerFrame = int.MaxValue;
        var batch = new List<AssetHandle>(FillBatch);
        while (Cached < cached)
        {
            batch.Clear();
            while (batch.Count < FillBatch && Cached < cached)
            {
                batch.Add(Request(Cached++));
            }

            do
            {
                Update();
            }
            while (Runtime.Metrics.RequestsOpen > 0);

            foreach (AssetHandle handle in batch)
            {
                if (Held.Count < (Cached + 1) / 2)
                {
                    Held.Add(handle);
                }
                else
                {
                    Runtime.Release(handle);
                }
            }
        }

        _asked = Cached;
        Update();
    }

    /// <summary>Handles of the first so many resident assets, all of which are ready.</summary>
    public AssetHandle[] Hold(int count)
    {
        var handles = new AssetHandle[count];
        for (int i = 0; i < count; i++)
        {
            handles[i] = Request(i);
            if (i % FillBatch == 0)
            {
                Update();
            }
        }

        Update();
        return handles;
    }

    /// <summary>Lets requests wait, so many in all, from a smaller number on; with none, all are given up.</summary>
    public void WaitWith(int requests)
    {
        LookFrom(_place);
        _source.ReadsPerFrame = ReadsPerFrame;
        _target = requests;
        while (requests == 0 && _waiting.TryDequeue(out AssetHandle handle))
        {
            Runtime.Release(handle);
        }

        for (int frame = 0; frame < 64; frame++)
        {
            Step();
            Update();
        }
    }

    /// <summary>What the game does between two updates.</summary>
    public void Step()
    {
        _place.X += (float)(10 * FrameSeconds);
        LookFrom(_place);
        for (int i = 0; i < HitsPerFrame; i++)
        {
            Runtime.Release(_hits[i]);
            _hits[i] = Request(_random.Next(Cached));
        }

        // As many as have ended or were given up: what waits stays the same.
        for (long missing = _target - Runtime.Metrics.RequestsOpen; missing > 0; missing--)
        {
            _waiting.Enqueue(Request(NextAbsent()));
        }

        for (int i = 0; i < CancelsPerFrame && _waiting.Count > _target / 2; i++)
        {
            Runtime.Release(_waiting.Dequeue());
        }

        for (int i = 0; i < UsesPerFrame; i++)
        {
            Runtime.TryGet(_ids[_random.Next(Cached)], out _);
        }
    }

    public void Update()
    {
        _source.NextFrame();
        Runtime.Update(_viewers, FrameSeconds);
        _clock.Advance(FrameSeconds);
    }

    public void Dispose()
    {
        Runtime.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int NextAbsent()
    {
        _asked = _asked + 1 < _ids.Length ? _asked + 1 : Cached;
        return _asked;
    }

    private void LookFrom(Vector3 place) => _viewers[0] = new Viewer(place, Vector3.UnitX);

    private AssetHandle Request(int asset)
    {
        RequestResult result = Runtime.Request(_ids[asset], new Demand(), out AssetHandle handle);
        return result == RequestResult.Accepted
            ? handle
            : throw new InvalidOperationException($"The request of asset {asset} was not accepted: {result}.");
    }

    private string WriteBundle()
    {
        string path = Path.Combine(_folder, "frame.turtl");
        var random = new Random(1);
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.None });
        var contents = new byte[DistinctContents * PayloadBytes];
        for (int i = 0; i < _ids.Length; i++)
        {
            // Equal contents are stored once, so the file stays small; every asset has a payload of its own.
            int distinct = i % DistinctContents;
            Memory<byte> content = contents.AsMemory(distinct * PayloadBytes, PayloadBytes);
            BinaryPrimitives.WriteInt32LittleEndian(content.Span, distinct);
            builder.Add(new BundleItem
            {
                Name = $"asset {i}",
                Position = new Vector3(random.NextSingle() * Side, 0, random.NextSingle() * Side),
                Radius = 2,
                Content = content,
            });
        }

        builder.Write(path);
        return path;
    }
}
