using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// One fixed-size table of a <see cref="ResidencyTable"/>; see there for the protocol. <typeparamref name="TStep"/> is called
/// before every access to shared memory: nothing in the product, a switch of threads in tests that try interleavings.
/// </summary>
internal sealed unsafe partial class ProbeTable<TStep> : IDisposable
    where TStep : struct, IAccessStep
{
    // Values of the low half of an entry's link below 1: what a reader does about it. Zeroed memory is empty, so slots are
    // stored plus 1.
    public const int Empty = 0;
    public const int Busy = -1;

    /// <summary>There is nothing under this key.</summary>
    public const int Nothing = -2;

    private readonly NativeArray<ResidentEntry> _memory;
    private readonly ResidentEntry* _entries;
    private readonly ResidentEntry* _last;
    private readonly ulong _length;

    // Written when entries move, so not beside what every reader needs.
    private readonly NativeArray<long> _moveMemory;
    private readonly long* _moves;

    private ProbeTable(int length)
    {
        _memory = new NativeArray<ResidentEntry>(length, "residency table", hugePages: (long)length * sizeof(ResidentEntry) >= 4 << 20);
        _moveMemory = new NativeArray<long>(2 * CacheLine.Size / sizeof(long), "residency table moves");
        _moves = _moveMemory.Pointer;
        _entries = _memory.Pointer;
        _last = _entries + (length - 1);
        _length = (ulong)length;
        MaximumKeys = length / 2;
    }

    public int MaximumKeys { get; }

    public int Length => _memory.Length;

    public long Bytes => (long)_memory.Length * sizeof(ResidentEntry);

    public static ProbeTable<TStep> ForKeys(int keys) => new(checked((int)Math.Max(16, (keys * 2L) + 2)));

    /// <summary>Starts to bring the line of a key's entry near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong key)
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
        {
            System.Runtime.Intrinsics.X86.Sse.Prefetch0(_entries + Home(key));
        }
    }

    /// <summary>Looks along the run once. Null is no proof: the entry may have been moved from ahead of the reader to behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ResidentEntry* TryRead(ulong key, out long link, out nint payload, out int length, out uint expiry)
    {
        ResidentEntry* entry = _entries + Home(key);
        while (true)
        {
            link = Load(ref entry->Link);
            if (Load(ref entry->Key) == key)
            {
                payload = Load(ref entry->Payload);
                length = Load(ref entry->Length);
                expiry = Load(ref entry->Expiry);
                if (((Load(ref entry->Link) ^ link) & ~ResidentEntry.TouchedBits) != 0)
                {
                    // The writer has changed the entry meanwhile.
                    continue;
                }

                if ((int)link is not (Busy or Empty))
                {
                    return entry;
                }
            }

            if ((int)link == Empty)
            {
                payload = 0;
                length = 0;
                expiry = 0;
                return null;
            }

            entry = entry == _last ? _entries : entry + 1;
        }
    }

    /// <summary>Finds a key's entry and one consistent state of it, or null. Any thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ResidentEntry* Read(ulong key, out long link, out nint payload, out int length, out uint expiry)
    {
        while (true)
        {
            long moves = Load(ref *_moves);
            ResidentEntry* entry = TryRead(key, out link, out payload, out length, out expiry);
            if (entry != null || Load(ref *_moves) == moves)
            {
                return entry;
            }
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _moveMemory.Dispose();
    }

    // Fibonacci hashing of the folded key, scaled to the length: sequential and pointer-like keys spread as well as random ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Home(ulong key) => (uint)(((((key ^ (key >> 32)) * 0x9E3779B97F4A7C15) >> 32) * _length) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Load(ref long location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref ulong location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Load(ref nint location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Load(ref int location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load(ref uint location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }
}
