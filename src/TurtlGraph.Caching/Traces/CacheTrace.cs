namespace TurtlGraph.Caching;

/// <summary>A whole trace in memory: 8 bytes a request, and 4 more where it carries sizes. Reading it is thread-safe.</summary>
public sealed class CacheTrace
{
    private readonly Lazy<TraceFootprint> _footprint;

    /// <summary>A trace of the given requests.</summary>
    /// <param name="keys">What is asked for, in order; not copied.</param>
    /// <param name="sizes">Bytes of each request, at least 1, not copied; empty when each is 1.</param>
    /// <exception cref="ArgumentException">There are sizes, but not one for each request.</exception>
    public CacheTrace(ReadOnlyMemory<ulong> keys, ReadOnlyMemory<uint> sizes = default)
    {
        if (!sizes.IsEmpty && sizes.Length != keys.Length)
        {
            throw new ArgumentException($"There are {keys.Length:N0} requests and {sizes.Length:N0} sizes; give one size for each request, or none.", nameof(sizes));
        }

        Keys = keys;
        Sizes = sizes;
        _footprint = new Lazy<TraceFootprint>(() => TraceFootprint.Of(this));
    }

    /// <summary>What is asked for, in order.</summary>
    public ReadOnlyMemory<ulong> Keys { get; }

    /// <summary>Bytes of each request; empty when each is 1.</summary>
    public ReadOnlyMemory<uint> Sizes { get; }

    /// <summary>Number of requests.</summary>
    public int Count => Keys.Length;

    /// <summary>Whether the requests carry sizes.</summary>
    public bool HasSizes => !Sizes.IsEmpty;

    /// <summary>The different objects and their bytes; found out with the first call, in one pass.</summary>
    public TraceFootprint Footprint => _footprint.Value;

    /// <summary>Reads a trace to its end.</summary>
    /// <param name="reader">At its beginning; stays the caller's.</param>
    /// <param name="interrupt">Ends it early.</param>
    /// <exception cref="TraceFormatException">It is not in its format, has no request, or more than fit in memory.</exception>
    public static CacheTrace Read(TraceReader reader, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var batch = new TraceRequest[4096];
        var keys = new ulong[1 << 16];
        uint[] sizes = reader.HasSizes ? new uint[keys.Length] : [];
        int count = 0;
        for (int read = reader.Read(batch); read > 0; read = reader.Read(batch))
        {
            interrupt.ThrowIfCancellationRequested();
            if (keys.Length - count < read)
            {
                Grow(ref keys, ref sizes, count);
            }

            for (int i = 0; i < read; i++)
            {
                keys[count + i] = batch[i].Key;
            }

            for (int i = 0; i < read && sizes.Length > 0; i++)
            {
                sizes[count + i] = batch[i].Size;
            }

            count += read;
        }

        return count > 0
            ? new CacheTrace(keys.AsMemory(0, count), sizes.Length > 0 ? sizes.AsMemory(0, count) : default)
            : throw new TraceFormatException("there is no request in the trace", 0, 0);
    }

    private static void Grow(ref ulong[] keys, ref uint[] sizes, int count)
    {
        if (count >= Array.MaxLength - 4096)
        {
            throw new TraceFormatException($"the trace has more than {count:N0} requests, the most there is room for; cut it", 0, 0);
        }

        int length = (int)Math.Min(Array.MaxLength, keys.Length * 2L);
        TraceMemory.Require(length * (long)(sizeof(ulong) + (sizes.Length > 0 ? sizeof(uint) : 0)), count);
        Array.Resize(ref keys, length);
        if (sizes.Length > 0)
        {
            Array.Resize(ref sizes, length);
        }
    }
}
