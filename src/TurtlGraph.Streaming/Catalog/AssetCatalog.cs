using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Every asset of every mounted bundle under one dense number, with its record. Mounting happens between frames; look-ups
/// by id and reads of published payloads come from any thread.
/// </summary>
internal sealed unsafe class AssetCatalog : IDisposable
{
    /// <summary>Value of <see cref="AssetRecord.Pins"/> while an asset is evicted or absent: a pin must not succeed.</summary>
    public const int EvictionClaim = int.MinValue;

    /// <summary>Value of <see cref="AssetRecord.Pins"/> for the few instructions in which the payload gets another place: a pin waits for their end.</summary>
    private const int MoveClaim = int.MinValue + 1;

    private const uint NotSeenYet = uint.MaxValue;
    private const uint FramesUntilReclaimed = 600;

    // From so many records on, a look-up at random misses the translation of small pages, too.
    private const int LargeCatalog = 1 << 20;

    private readonly NativeList<AssetRecord> _records;
    private readonly AccessLog _log;
    private readonly ResidencyTable _table;
    private MountedBundle[] _bundles = [];

    // The first frame after the tables last grew.
    private uint _grewIn = NotSeenYet;

    public AssetCatalog(int maxAssets, AccessLog log)
    {
        _records = new NativeList<AssetRecord>(maxAssets, "asset catalog", hugePages: maxAssets >= LargeCatalog);
        _log = log;
        _table = new ResidencyTable(log: log);
    }

    /// <summary>Which id is which asset, and where its bytes lie. Look-ups by any thread; changed through the catalog alone.</summary>
    public ResidencyTable Table => _table;

    public int Count => _records.Count;

    public ref AssetRecord this[int asset] => ref _records[asset];

    public ReadOnlySpan<MountedBundle> Bundles => _bundles;

    /// <summary>Adds a bundle's assets. An id that an earlier bundle has too is answered from the later one (a patch).</summary>
    public MountedBundle Mount(Bundle bundle, int file, bool ownsBundle, byte[] slots, int fileElsewhere = -1)
    {
        var mounted = new MountedBundle(bundle, _records.Count, file, fileElsewhere, ownsBundle, slots);
        ReadOnlySpan<ulong> ids = bundle.Ids;
        _grewIn = NotSeenYet;
        _table.EnsureCapacity(_records.Count + ids.Length);
        for (int entry = 0; entry < ids.Length; entry++)
        {
            _records.Add(new AssetRecord
            {
                FirstWaiter = -1,
                FirstInterest = -1,
                Pins = EvictionClaim,
                Bundle = (short)_bundles.Length,
            });
        }

        // Any thread may find an id from here on, so its record and its bundle are there already.
        Volatile.Write(ref _bundles, [.. _bundles, mounted]);
        for (int entry = 0; entry < ids.Length; entry++)
        {
            _table.Set(ids[entry], mounted.FirstAsset + entry);
        }

        return mounted;
    }

    /// <summary>Any thread.</summary>
    public bool TryFind(AssetId id, out int asset) => _table.TryFind(id.Value, out asset);

    public MountedBundle BundleOf(int asset) => _bundles[_records[asset].Bundle];

    /// <summary>The budget that an asset is charged to besides the total, 0 for none.</summary>
    public byte SlotOf(int asset)
    {
        MountedBundle mounted = BundleOf(asset);
        return mounted.SlotOf(asset - mounted.FirstAsset);
    }

    public AssetId IdOf(int asset)
    {
        MountedBundle mounted = BundleOf(asset);
        return new AssetId(mounted.Bundle.Ids[asset - mounted.FirstAsset]);
    }

    /// <summary>A time in seconds as expiries count it: hundredths, all but <see cref="ResidencyTable.Never"/>.</summary>
    public static uint TicksAt(double seconds) => (uint)Math.Clamp(seconds * 100, 0, ResidencyTable.Never - 1);

    /// <summary>Begins a frame: what has expired by now is no longer found.</summary>
    public void BeginFrame(double now) => _table.BeginFrame(TicksAt(now));

    /// <summary>Whether a copy, resident or in grace, is too old to be used.</summary>
    public bool IsExpired(int asset) => _records[asset].Expiry <= _table.Now;

    /// <summary>Makes the bytes readable from any thread until <paramref name="expiry"/>.</summary>
    public void Publish(int asset, byte* payload, int length, uint expiry)
    {
        ref AssetRecord record = ref _records[asset];
        Volatile.Write(ref record.Stamp, record.Stamp + 1);
        Volatile.Write(ref record.Length, length);
        Volatile.Write(ref record.Expiry, expiry);
        Volatile.Write(ref record.Payload, (nint)payload);
        Volatile.Write(ref record.Pins, 0);
        if (AnswersForItsId(asset, out ulong id))
        {
            _table.Publish(id, asset, payload, length, expiry);
        }
    }

    /// <summary>Changes when the published bytes are too old to be used.</summary>
    public void SetExpiry(int asset, uint expiry)
    {
        Volatile.Write(ref _records[asset].Expiry, expiry);
        _table.SetExpiry(IdOf(asset).Value, asset, expiry);
    }

    /// <summary>Takes the bytes away from new readers, unless the asset is pinned; a reader that has them keeps them through the grace frames.</summary>
    public bool TryUnpublish(int asset)
    {
        ref AssetRecord record = ref _records[asset];
        if (Interlocked.CompareExchange(ref record.Pins, EvictionClaim, 0) != 0)
        {
            return false;
        }

        Volatile.Write(ref record.Payload, 0);
        _table.Unpublish(IdOf(asset).Value, asset);
        return true;
    }

    /// <summary>
    /// Makes a copy of the bytes the published ones, unless the asset is pinned; a reader that has the original keeps it through the
    /// grace frames.
    /// </summary>
    public bool TryRepublish(int asset, byte* payload)
    {
        ref AssetRecord record = ref _records[asset];
        if (Interlocked.CompareExchange(ref record.Pins, MoveClaim, 0) != 0)
        {
            return false;
        }

        Volatile.Write(ref record.Payload, (nint)payload);
        _table.Move(IdOf(asset).Value, asset, payload);
        Volatile.Write(ref record.Pins, 0);
        return true;
    }

    /// <summary>Reads the published bytes. Any thread; never waits: looks again only when the asset was published anew meanwhile.</summary>
    public bool TryReadPayload(int asset, out nint payload, out int length)
    {
        ref AssetRecord record = ref _records[asset];
        while (true)
        {
            uint before = Volatile.Read(ref record.Stamp);
            payload = Volatile.Read(ref record.Payload);
            length = Volatile.Read(ref record.Length);
            uint expiry = Volatile.Read(ref record.Expiry);
            if (Volatile.Read(ref record.Stamp) == before)
            {
                return payload != 0 && expiry > _table.Now;
            }
        }
    }

    /// <summary>Reads the published bytes, counts the look-up, and reports the use. Any thread.</summary>
    public bool TryUse(int asset, out nint payload, out int length)
    {
        if (!TryReadPayload(asset, out payload, out length))
        {
            _log.CountMiss();
            return false;
        }

        _log.CountHit();
        ref byte touched = ref _records[asset].Touched;
        byte frame = _table.FrameMark;
        if (ResidencyTable.IsReportDue(touched, frame))
        {
            touched = frame;
            _log.Report(asset);
        }

        return true;
    }

    /// <summary>Whether the asset's bytes can be read now. Any thread.</summary>
    public bool IsPublished(int asset) => TryReadPayload(asset, out _, out _);

    /// <summary>Adds a pin if the asset is resident. Any thread; lock-free like <see cref="TryReadPayload"/>.</summary>
    public bool TryPin(int asset)
    {
        ref int pins = ref _records[asset].Pins;
        int seen = Volatile.Read(ref pins);
        while (seen != EvictionClaim)
        {
            if (seen == MoveClaim)
            {
                Thread.SpinWait(1);
                seen = Volatile.Read(ref pins);
                continue;
            }

            int found = Interlocked.CompareExchange(ref pins, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Takes one pin back; <see langword="false"/> when there is none. Any thread.</summary>
    public bool TryUnpin(int asset)
    {
        ref int pins = ref _records[asset].Pins;
        int seen = Volatile.Read(ref pins);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref pins, seen - 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>
    /// Frees look-up tables that were outgrown, once no reader can still be in one: many frames after the last bundle was mounted.
    /// </summary>
    public void ReclaimRetiredTables(uint frame)
    {
        if (_grewIn == NotSeenYet)
        {
            _grewIn = frame;
        }
        else if (frame - _grewIn == FramesUntilReclaimed)
        {
            _table.ReclaimRetired();
        }
    }

    public void Dispose()
    {
        foreach (MountedBundle mounted in _bundles)
        {
            if (mounted.OwnsBundle)
            {
                mounted.Bundle.Dispose();
            }
        }

        _records.Dispose();
        _table.Dispose();
    }

    /// <summary>Whether no later bundle has taken the asset's id over.</summary>
    private bool AnswersForItsId(int asset, out ulong id)
    {
        id = IdOf(asset).Value;
        return _table.TryFind(id, out int current) && current == asset;
    }
}
