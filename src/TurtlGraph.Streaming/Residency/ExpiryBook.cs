using TurtlGraph.Caching;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>
/// Copies that may only be used for a time. Readers find them expired by themselves, at the first frame behind their time; this
/// book takes them out of memory, soonest first, as far as the frame has time. Frame thread only.
/// </summary>
internal sealed class ExpiryBook
{
    private readonly RuntimeState _state;
    private readonly uint _everybody;
    private readonly Dictionary<int, uint> _own = [];
    private readonly PriorityQueue<(int Asset, ushort Load), uint> _queue = new();

    public ExpiryBook(RuntimeState state)
    {
        _state = state;
        _everybody = TicksIn(state.Options.TimeToLive);
    }

    /// <summary>Gives an asset a time to live of its own, from now on for the copy there is, and for those to come.</summary>
    public void Set(int asset, TimeSpan timeToLive)
    {
        _own[asset] = TicksIn(timeToLive);
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.State == AssetState.Resident)
        {
            _state.Catalog.SetExpiry(asset, Begin(asset, record.Loads));
        }
    }

    /// <summary>Whether copies of an asset may only be used for a time.</summary>
    public bool HasLimit(int asset) => TicksOf(asset) != ResidencyTable.Never;

    /// <summary>When the copy that has just been loaded expires.</summary>
    public uint Begin(int asset, ushort load)
    {
        uint ticks = TicksOf(asset);
        if (ticks == ResidencyTable.Never)
        {
            return ResidencyTable.Never;
        }

        uint expiry = (uint)Math.Min((ulong)AssetCatalog.TicksAt(_state.Now) + ticks, ResidencyTable.Never - 1);
        _queue.Enqueue((asset, load), expiry);
        return expiry;
    }

    /// <summary>Takes what has expired out of memory; what is pinned is tried again in the next frame.</summary>
    public void Run(ref Frame frame)
    {
        uint now = AssetCatalog.TicksAt(_state.Now);
        while (_queue.TryPeek(out (int Asset, ushort Load) next, out uint expiry) && expiry <= now)
        {
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }

            ref AssetRecord record = ref _state.Catalog[next.Asset];
            bool isThis = record.State == AssetState.Resident && record.Loads == next.Load && record.Expiry <= now;
            if (isThis && !_state.Residents.TryEvict(next.Asset))
            {
                _queue.DequeueEnqueue(next, now + 1);
                continue;
            }

            _queue.Dequeue();
            _state.Counters.Expirations += isThis ? 1 : 0;
        }
    }

    /// <summary>Makes room for all assets where each may expire, so that no frame has to allocate.</summary>
    public void Prepare()
    {
        if (_everybody != ResidencyTable.Never)
        {
            _queue.EnsureCapacity(_state.Catalog.Count);
        }
    }

    private uint TicksOf(int asset) => _own.Count > 0 && _own.TryGetValue(asset, out uint own) ? own : _everybody;

    private static uint TicksIn(TimeSpan? time) =>
        time is { } limit && limit != Timeout.InfiniteTimeSpan ? AssetCatalog.TicksAt(limit.TotalSeconds) : ResidencyTable.Never;
}
