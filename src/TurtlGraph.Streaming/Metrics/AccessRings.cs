using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Where threads report which assets they used: several bounded rings, so that threads seldom meet, drained by the frame
/// thread. A full ring drops the report and counts it; a use is a hint, not a promise.
/// </summary>
internal sealed class AccessRings : IDisposable
{
    private const int Rings = 8;
    private const int RingCapacity = 1 << 14;
    private readonly BoundedRing<int>[] _rings = new BoundedRing<int>[Rings];
    private long _dropped;

    public AccessRings()
    {
        for (int i = 0; i < Rings; i++)
        {
            _rings[i] = new BoundedRing<int>(RingCapacity, "access ring");
        }
    }

    public long Dropped => Volatile.Read(ref _dropped);

    public bool TryReport(int asset)
    {
        if (_rings[Environment.CurrentManagedThreadId & (Rings - 1)].TryEnqueue(asset))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    public bool TryTake(ref int ring, out int asset)
    {
        for (; ring < Rings; ring++)
        {
            if (_rings[ring].TryDequeue(out asset))
            {
                return true;
            }
        }

        asset = -1;
        return false;
    }

    public void Dispose()
    {
        foreach (BoundedRing<int> ring in _rings)
        {
            ring.Dispose();
        }
    }
}
