using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Finds an id among sorted ids by its top bits. Ids are hashes, so a bucket holds about one; ids a hostile file crowds into
/// one bucket are found by bisection.
/// </summary>
internal sealed unsafe class IdIndex
{
    private const int LinearLimit = 8;

    private readonly ulong* _ids;
    private readonly int[] _starts;
    private readonly int _shift;

    public IdIndex(ulong* ids, int count)
    {
        _ids = ids;
        int bits = Math.Max(1, BitOperations.Log2((uint)Math.Max(1, count)) + 1);
        _shift = 64 - bits;
        _starts = new int[(1 << bits) + 1];
        int bucket = 0;
        for (int i = 0; i < count; i++)
        {
            int own = (int)(ids[i] >> _shift);
            while (bucket <= own)
            {
                _starts[bucket++] = i;
            }
        }

        _starts.AsSpan(bucket).Fill(count);
    }

    /// <summary>The index of an id, or -1.</summary>
    public int Find(ulong id)
    {
        int bucket = (int)(id >> _shift);
        int low = _starts[bucket];
        int high = _starts[bucket + 1];
        while (high - low > LinearLimit)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (_ids[middle] <= id)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        for (int i = low; i < high; i++)
        {
            if (_ids[i] == id)
            {
                return i;
            }
        }

        return -1;
    }
}
