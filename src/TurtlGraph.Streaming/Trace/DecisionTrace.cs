using TurtlGraph.Bundles;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The runtime's decisions in order, in a bounded ring. One thread at a time may read. When nobody reads, new events are
/// dropped and counted; <see cref="Hash"/> covers all of them, dropped or not, so two runs can be compared by one number.
/// </summary>
public sealed class DecisionTrace : IDisposable
{
    private readonly BoundedRing<TraceEvent>? _ring;
    private readonly bool _isHashed;
    private ulong _hash = 14695981039346656037;
    private long _count;
    private long _dropped;

    internal DecisionTrace(int capacity, bool isHashed = false)
    {
        _ring = capacity > 0 ? new BoundedRing<TraceEvent>(capacity, "decision trace") : null;
        _isHashed = isHashed || capacity > 0;
    }

    /// <summary>Events so far, read, waiting or dropped.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Events that were lost because the ring was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>A running hash (FNV-1a, 64 bits, over the fields) of every event so far.</summary>
    public ulong Hash => Volatile.Read(ref _hash);

    /// <summary>Takes the oldest event that waits.</summary>
    public bool TryRead(out TraceEvent item)
    {
        if (_ring is not null)
        {
            return _ring.TryDequeue(out item);
        }

        item = default;
        return false;
    }

    internal void Record(TraceKind kind, AssetId asset, uint frame, long detail = 0)
    {
        if (!_isHashed)
        {
            return;
        }

        ulong hash = Mix(_hash, asset.Value);
        hash = Mix(hash, (ulong)detail);
        Volatile.Write(ref _hash, Mix(hash, ((ulong)frame << 8) | (byte)kind));
        _count++;
        if (_ring is not null && !_ring.TryEnqueue(new TraceEvent { Asset = asset, Detail = detail, Frame = frame, Kind = kind }))
        {
            _dropped++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ring?.Dispose();

    private static ulong Mix(ulong hash, ulong value) => (hash ^ value) * 1099511628211;
}
