using System.Text.Json.Serialization;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;
using TurtlGraph.Memory;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming;

/// <summary>Everything an <see cref="AssetRuntime"/> can be told. Read once, when the runtime is made; every value has a default that works.</summary>
public sealed partial class StreamingOptions
{
    /// <summary>Bytes for payloads, read staging and the compressed tier together; never exceeded. At least 4 MiB. Default 256 MiB.</summary>
    public long MemoryBudgetBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Part of <see cref="MemoryBudgetBytes"/> that holds compressed bytes between read and decode; 0 (the default) takes an
    /// eighth, between 1 and 32 MiB. Must hold the largest compressed entry.
    /// </summary>
    public long StagingBytes { get; set; }

    /// <summary>
    /// Part of <see cref="MemoryBudgetBytes"/> in which assets that have left memory are kept compressed, so that they come back by a decode instead of a
    /// read; 0 (the default) keeps none. At least 64 KiB, at most half of <see cref="MemoryBudgetBytes"/>. What one asset takes while it is being compressed, about
    /// its own size, comes besides. Assets with a time to live, and those larger than a quarter of the tier, are not kept.
    /// </summary>
    public long CompressedTierBytes { get; set; }

    /// <summary>
    /// Part of the payload memory that is kept for critical requests: no other takes it, unless its closure would not fit without. 0 keeps none;
    /// at most half of <see cref="MemoryBudgetBytes"/>. Default 0: a sixteenth is kept free for whoever comes next in any case.
    /// </summary>
    public long CriticalReserveBytes { get; set; }

    /// <summary>
    /// Most bytes of payload memory that assets of a type may use, by the name of the type (<c>texture</c>, <c>mesh</c>, <c>audio</c>, <c>other</c>, a
    /// name of your own), at most 63. Together they may be more than there is; a type that is not named has only the total. An asset larger than
    /// its type's budget is treated like one larger than all memory. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, long> TypeBudgets { get; set; } = new Dictionary<string, long>();

    /// <summary>
    /// Processor time an <see cref="AssetRuntime.Update"/> may take. Default 2 ms. Zero or less: no limit. Changed while running by
    /// <see cref="AssetRuntime.FrameBudget"/>; see also <see cref="AssetRuntime.IsLoadingScreen"/>.
    /// </summary>
    public TimeSpan FrameBudget { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The frame time the game aims at; longer frames lower the bandwidth. Default 1/60 s.</summary>
    public TimeSpan TargetFrameTime { get; set; } = TimeSpan.FromSeconds(1.0 / 60);

    /// <summary>
    /// The clock. With a <see cref="VirtualClock"/> the runtime starts no thread: reads, decodes and time are driven by
    /// <see cref="AssetRuntime.Update"/> alone, so the same input gives the same decisions, bit for bit.
    /// </summary>
    [JsonIgnore]
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where bytes come from; <see langword="null"/> (the default) reads files with the best source for this machine. Owned by the runtime.</summary>
    [JsonIgnore]
    public IByteSource? Source { get; set; }

    /// <summary>
    /// A disk store between the source and memory, for sources that are slower than this machine's disk: what is fetched is kept there and served from
    /// there, also after a restart, and what leaves memory is written there when reading it back is cheaper than fetching it anew; the urgency of requests
    /// and the reuse of assets decide what stays. <see langword="null"/> (the default): none. Stays the caller's, to be disposed after the runtime.
    /// </summary>
    [JsonIgnore]
    public DiskStore? Store { get; set; }

    /// <summary>
    /// How files are kept in <see cref="Store"/>: block length, what tells their versions, time to live, placement. <see langword="null"/> (the default) takes
    /// the defaults. The clock is the runtime's; with a virtual one there are no threads.
    /// </summary>
    [JsonIgnore]
    public StoredByteSourceOptions? StoredReads { get; set; }

    /// <summary>
    /// Which way files are read when <see cref="Source"/> is <see langword="null"/>. Default: the best that this machine allows;
    /// <see cref="AssetRuntime.SourceName"/> says which that is.
    /// </summary>
    public ByteSourceKind SourceKind { get; set; }

    /// <summary>
    /// Whether payload and staging memory are pinned for the device when the runtime is made (a byte source may then read with
    /// less processor time). All of <see cref="MemoryBudgetBytes"/> is in memory from then on and none is given back under
    /// pressure; the system may refuse (<c>ulimit -l</c>), which costs nothing else. Default false.
    /// </summary>
    public bool PinMemory { get; set; }

    /// <summary>Threads that decode and verify. Default one less than the processors, 1 to 4. Not used with a virtual clock.</summary>
    public int DecodeWorkers { get; set; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 4);

    /// <summary>The codecs that entries are decoded with. Default: all that this machine has.</summary>
    [JsonIgnore]
    public CodecRegistry Codecs { get; set; } = CodecRegistry.Default;

    /// <summary>Decode speed that a virtual clock assumes, in decoded bytes a second. Default 1 GB/s.</summary>
    public double VirtualDecodeBytesPerSecond { get; set; } = 1e9;

    /// <summary>Most read operations in flight. Default 64.</summary>
    public int MaxReadsInFlight { get; set; } = 64;

    /// <summary>Most bytes in flight; the runtime uses less when reads begin to queue in the device. Default 16 MiB.</summary>
    public long MaxBytesInFlight { get; set; } = 16L << 20;

    /// <summary>Largest coalesced read of neighbouring assets, in bytes. Default 1 MiB.</summary>
    public int MaxCoalescedReadBytes { get; set; } = 1 << 20;

    /// <summary>Largest gap in the file, in bytes, that is read along to join two neighbours. Default 16 KiB.</summary>
    public int MaxCoalesceGapBytes { get; set; } = 16 << 10;

    /// <summary>Requests looked at for admission in one frame at most. Default 128.</summary>
    public int MaxAdmissionsPerFrame { get; set; } = 128;

    /// <summary>Bandwidth to begin with, in bytes a second. Default 256 MB/s.</summary>
    public double BandwidthBytesPerSecond { get; set; } = 256e6;

    /// <summary>Lowest bandwidth that frame-time feedback may set. Default 10 MB/s (source A).</summary>
    public double MinBandwidthBytesPerSecond { get; set; } = 10e6;

    /// <summary>Highest bandwidth that frame-time feedback may set. Default 1 GB/s (source A).</summary>
    public double MaxBandwidthBytesPerSecond { get; set; } = 1e9;

    /// <summary>Share of the bandwidth for each <see cref="Urgency"/>; four values that add up to 1. Default 0.5, 0.25, 0.15, 0.1.</summary>
    public float[] BandwidthShares { get; set; } = [0.5f, 0.25f, 0.15f, 0.1f];

    /// <summary>Weights of the priority score.</summary>
    public PriorityWeights PriorityWeights { get; set; } = new();

    /// <summary>Distances in metres under which a request is Critical, High and Medium. Default 10, 50, 100 (source A).</summary>
    public float[] UrgencyDistances { get; set; } = [10f, 50f, 100f];

    /// <summary>
    /// Name of the eviction policy. Default <c>adaptive</c>. The names of <see cref="Caching.EvictionPolicy"/> are weights over columns, with
    /// positions; any other name of <see cref="Caching.CachePolicies"/> is a policy object that names what goes among what nobody holds.
    /// </summary>
    public string EvictionPolicy { get; set; } = "adaptive";

    /// <summary>
    /// Weights of the policy <c>adaptive</c>, learned for a game by <c>turtl tune</c> for instance; <see langword="null"/> (the default) takes
    /// <see cref="Caching.EvictionPolicy.Adaptive"/>. Other policies do not look at them.
    /// </summary>
    public Caching.EvictionWeights? EvictionWeights { get; set; }

    /// <summary>Whether the name is that of a cache policy that is no set of weights; those that must know the future are none.</summary>
    internal bool HasPolicyObject =>
        !Caching.EvictionPolicy.Names.Contains(EvictionPolicy, StringComparer.OrdinalIgnoreCase)
        && Caching.CachePolicies.OnlineNames.Contains(EvictionPolicy, StringComparer.OrdinalIgnoreCase);

    /// <summary>The weights by which assets are evicted; by which what is held gives way, where a policy object names the others.</summary>
    internal Caching.EvictionWeights EffectiveEvictionWeights => HasPolicyObject ? Caching.EvictionPolicy.Adaptive : EvictionWeights is { } weights && EvictionPolicy.Equals("adaptive", StringComparison.OrdinalIgnoreCase)
        ? weights
        : Caching.EvictionPolicy.Parse(EvictionPolicy);

    /// <summary>Updates for which evicted memory is kept before it is used again. Default 3; at least 1.</summary>
    public int GraceFrames { get; set; } = 3;

    /// <summary>
    /// A slower tier that is offered what leaves memory; <see langword="null"/> (the default) when there is none. Stays the caller's, to be disposed after the
    /// runtime.
    /// </summary>
    [JsonIgnore]
    public IDemotionTarget? DemotionTarget { get; set; }

    /// <summary>
    /// Time for which what has just been loaded is protected, so that assets do not push each other out by turns: it goes after
    /// all others that nobody holds, and while it is held it gives way to critical requests only. Default 0.5 s; zero protects nothing.
    /// </summary>
    public TimeSpan ThrashGuard { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Share of the payload memory above which what nobody wants is collected before its place is needed, the staler, farther and larger first,
    /// and the more the fuller memory is (<see cref="Caching.EvictionPressure"/>). Default 0.75; 1 collects nothing.
    /// </summary>
    public double SoftMemoryLimit { get; set; } = 0.75;

    /// <summary>
    /// Most bytes of resident payloads moved in one update to make room for a request whose bytes are free but scattered; 0 moves
    /// nothing and evicts instead. Pinned payloads never move. Default 1 MiB, about 0.1 ms.
    /// </summary>
    public long CompactionBytesPerFrame { get; set; } = 1 << 20;

    /// <summary>
    /// Who tells how scarce the system's memory is; <see langword="null"/> (the default) makes the runtime watch limits of control groups,
    /// PSI, the machine and the collector with a thread of its own, or nothing with a <see cref="VirtualClock"/>, so that virtual runs repeat.
    /// One that is given stays the caller's to dispose, after the runtime.
    /// </summary>
    [JsonIgnore]
    public MemoryPressureMonitor? PressureMonitor { get; set; }

    /// <summary>Time between two looks of the runtime's own monitor; zero watches nothing. Default 250 ms.</summary>
    public TimeSpan PressureInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Which predictor runs: <c>none</c>, <c>spatial</c> or <c>oracle</c>. Default <c>spatial</c>.</summary>
    public string Predictor { get; set; } = "spatial";

    /// <summary>The trajectory that the predictor <c>oracle</c> knows.</summary>
    [JsonIgnore]
    public TrajectoryOracle? Oracle { get; set; }

    /// <summary>How far ahead predictions look at most, in seconds. Default 4.</summary>
    public double PredictionHorizon { get; set; } = 4.0;

    /// <summary>Predictions alive at once at most. Default 1024.</summary>
    public int MaxPredictions { get; set; } = 1024;

    /// <summary>Attempts to read an asset before it fails. Default 3.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Pause before the first retry; doubles with each further one. Default 50 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest time a read may take before it is given up and retried. Default 5 s.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest time from the arrival of a read's bytes until they are decoded and verified, before that is given up and the read is retried. A
    /// worker that hangs in a codec is replaced, up to four times. Default 5 s.
    /// </summary>
    public TimeSpan DecodeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Where the second, fourth, ... attempt to read an asset is made, after a read that failed, was cut short, took too long or brought wrong
    /// bytes: a source that holds the same files under the same paths but has them from elsewhere, such as a mirror. A file that it
    /// does not have is read from <see cref="Source"/> again. <see langword="null"/> (the default): all attempts go to <see cref="Source"/>. Owned by the runtime.
    /// </summary>
    [JsonIgnore]
    public IByteSource? RetrySource { get; set; }

    /// <summary>Longest time a request may wait in all before it fails. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time a request may wait while all memory is held by others before it fails. Default 10 s.</summary>
    public TimeSpan AdmissionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls that may wait for the next update; a power of two is best. Default 65 536.</summary>
    public int SubmitQueueLength { get; set; } = 1 << 16;

    /// <summary>Handles held at once at most. Default 262 144.</summary>
    public int MaxHandles { get; set; } = 1 << 18;

    /// <summary>
    /// How long a loaded copy may be used before it is dropped and, when it is asked for, read again: for content that changes at its
    /// origin. Default <see langword="null"/>: for ever. <see cref="AssetRuntime.SetTimeToLive"/> sets it for one asset.
    /// </summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>
    /// Where uses are noted for the warming of later sessions (<see cref="WarmingPlan.Historical(Caching.WarmingHistory)"/>); the
    /// game loads and saves it, between updates. Default <see langword="null"/>: nothing is noted.
    /// </summary>
    [JsonIgnore]
    public Caching.WarmingHistory? WarmingHistory { get; set; }

    /// <summary>Assets of all mounted bundles together at most; costs address space, not memory. Default 4 194 304.</summary>
    public int MaxAssets { get; set; } = 1 << 22;

    /// <summary>
    /// The keys of those who may sign bundles. With one or more, <see cref="AssetRuntime.Open"/> and <see cref="AssetRuntime.Mount(Bundle)"/>
    /// refuse a bundle that none of them has signed. Default none: signatures are not looked at.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<BundlePublicKey> TrustedKeys { get; set; } = [];

    /// <summary>Oldest <see cref="BundleSignature.Version"/> that is accepted where keys are trusted. Default 0.</summary>
    public long MinSignedVersion { get; set; }

    /// <summary>Events that <see cref="AssetRuntime.Trace"/> holds until they are read; 0 records none. Default 16 384.</summary>
    public int TraceCapacity { get; set; } = 1 << 14;

    /// <summary>Writes all that the runtime is told and decides to a file; <see langword="null"/> (the default) for nobody. Owned by the runtime.</summary>
    [JsonIgnore]
    public TraceRecorder? Recorder { get; set; }
}
