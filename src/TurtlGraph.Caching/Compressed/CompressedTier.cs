using System.Buffers;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// A tier in memory between uncompressed payloads and the disk: assets that have left the one are kept compressed, so that more of
/// them fit, and come back for the price of a decode. How an asset is kept follows from its <see cref="TierContent"/>: small hot data as it
/// is, time-sensitive data with the fast codec, cold data with the strong one, and what does not shrink as it is.
/// </summary>
/// <remarks>
/// Thread-safety: all members but <see cref="Dispose"/>, by any thread; a lock is held for bookkeeping only, never while bytes are compressed, decoded
/// or copied. Owns all its memory; nothing managed is allocated by reads and writes once the shared array pool is warm.
/// </remarks>
public sealed unsafe partial class CompressedTier : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CompressedTierOptions _options;
    private readonly PayloadArena _arena;
    private readonly ResidencyTable _slots;
    private readonly CachePolicy _policy;
    private readonly NativeArray<Entry> _entries;
    private readonly int[] _free;
    private int _freeCount;
    private long _assetBytes;
    private long _hits;
    private long _misses;
    private long _promotions;
    private long _evictions;
    private long _damaged;

    /// <summary>Makes an empty tier.</summary>
    /// <exception cref="ArgumentException">An option cannot work.</exception>
    public CompressedTier(CompressedTierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = options.CapacityBytes, Name = "compressed tier" });
        _slots = new ResidencyTable(options.MaxAssets);
        _policy = CachePolicies.Create(options.Policy, new CachePolicyOptions { Capacity = _arena.Capacity, Slots = options.MaxAssets });
        _entries = new NativeArray<Entry>(options.MaxAssets, "compressed tier entries");
        _free = [.. Enumerable.Range(0, options.MaxAssets)];
        _freeCount = _free.Length;
    }

    private enum Form : byte
    {
        Raw,
        Cold,
        Fast,
    }

    /// <summary>What it holds and has done.</summary>
    public CompressedTierFigures Figures
    {
        get
        {
            lock (_lock)
            {
                return FiguresNow();
            }
        }
    }

    /// <summary>
    /// Whether the tier seems to hold a key: takes no lock and never waits, so a read right afterwards may still miss what has just gone.
    /// </summary>
    public bool Contains(ulong key) => _slots.TryFind(key, out _);

    /// <summary>
    /// <see cref="Figures"/> for a thread that must not wait; <see langword="false"/> while another thread is at the bookkeeping.
    /// </summary>
    public bool TryGetFigures(out CompressedTierFigures figures)
    {
        if (!_lock.TryEnter())
        {
            figures = default;
            return false;
        }

        try
        {
            figures = FiguresNow();
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Length of a key's bytes, or -1 when the tier does not hold it.</summary>
    public int LengthOf(ulong key)
    {
        lock (_lock)
        {
            return _slots.TryFind(key, out int slot) && !_entries[slot].IsRemoved ? _entries[slot].Length : -1;
        }
    }

    /// <summary>
    /// Keeps a copy of an asset's bytes, in place of an earlier one; false when there is no room for it even after dropping others,
    /// or when what it is to replace is being read.
    /// </summary>
    public bool TryAdd(ulong key, ReadOnlySpan<byte> bytes, TierContent content = TierContent.Cold)
    {
        byte[]? rented = null;
        try
        {
            (Form form, ITierCodec? codec) = FormOf(bytes.Length, content);
            ReadOnlySpan<byte> stored = bytes;
            if (codec is not null)
            {
                rented = ArrayPool<byte>.Shared.Rent(codec.MaxCompressedLength(bytes.Length));
                int length = codec.Compress(bytes, rented);
                bool isWorthwhile = length > 0 && length <= bytes.Length * _options.WorthwhileRatio;
                form = isWorthwhile ? form : Form.Raw;
                stored = isWorthwhile ? rented.AsSpan(0, length) : bytes;
            }

            return Store(key, stored, bytes.Length, form);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Writes an asset's bytes to <paramref name="destination"/>, which must have their length (<see cref="LengthOf"/>).</summary>
    public TierRead TryRead(ulong key, Span<byte> destination)
    {
        int slot;
        Entry entry;
        lock (_lock)
        {
            if (!_slots.TryFind(key, out slot) || _entries[slot].IsRemoved)
            {
                _misses++;
                return TierRead.Miss;
            }

            ref Entry kept = ref _entries[slot];
            if (kept.Length != destination.Length)
            {
                return TierRead.WrongLength;
            }

            _hits++;
            kept.Reads++;
            _policy.Access(slot);
            BeginReading(slot, ref kept);
            entry = kept;
        }

        var stored = new ReadOnlySpan<byte>(entry.Block.Pointer, entry.StoredLength);
        bool isDecoded = Decode(entry.Form, stored, destination);
        lock (_lock)
        {
            _entries[slot].IsRemoved |= !isDecoded;
            EndReading(slot);
            if (!isDecoded)
            {
                _damaged++;
                return TierRead.Damaged;
            }

            bool isPromoted = entry.Reads == _options.PromotionReads;
            _promotions += isPromoted ? 1 : 0;
            return entry.Reads >= _options.PromotionReads ? TierRead.Promote : TierRead.Ok;
        }
    }

    /// <summary>Drops a key, at once or when those who read it are done; false when the tier does not hold it.</summary>
    public bool Remove(ulong key)
    {
        lock (_lock)
        {
            if (!_slots.TryFind(key, out int slot) || _entries[slot].IsRemoved)
            {
                return false;
            }

            _entries[slot].IsRemoved = true;
            DropIfUnread(slot);
            return true;
        }
    }

    /// <summary>Releases all memory. No other thread may still use the tier.</summary>
    public void Dispose()
    {
        _arena.FreeAll();
        _arena.Dispose();
        _slots.Dispose();
        _policy.Dispose();
        _entries.Dispose();
    }

    private CompressedTierFigures FiguresNow() =>
        new(_slots.Count, _assetBytes, _arena.UsedBytes, _hits, _misses, _promotions, _evictions, _damaged);

    private (Form Form, ITierCodec? Codec) FormOf(int length, TierContent content)
    {
        ITierCodec? cold = _options.ColdCodec;
        ITierCodec? fast = _options.FastCodec;
        return content switch
        {
            TierContent.Hot when length <= _options.SmallBytes => (Form.Raw, null),
            TierContent.Cold when cold is not null => (Form.Cold, cold),
            _ when fast is not null => (Form.Fast, fast),
            _ when cold is not null => (Form.Cold, cold),
            _ => (Form.Raw, null),
        };
    }

    private bool Decode(Form form, ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        switch (form)
        {
            case Form.Cold:
                return _options.ColdCodec!.Decompress(stored, destination);
            case Form.Fast:
                return _options.FastCodec!.Decompress(stored, destination);
            default:
                stored.CopyTo(destination);
                return true;
        }
    }

    private struct Entry
    {
        public ulong Key;
        public PayloadBlock Block;
        public int Length;
        public int StoredLength;
        public int Reads;
        public int Readers;
        public Form Form;
        public bool IsRemoved;
    }
}
