namespace TurtlGraph.Flythrough;

/// <summary>Managed memory that frames cost once warm: by the calling thread, and by the whole process.</summary>
internal sealed class AllocationMeter
{
    private long _threadStart, _processStart, _frames;
    private int _collectionsStart;
    private bool _warm;

    /// <summary>Bytes the game thread allocated in an average warm frame.</summary>
    public double BytesPerFrame { get; private set; }

    /// <summary>Bytes all threads allocated in an average warm frame, exact to some kilobytes in all.</summary>
    public double ProcessBytesPerFrame { get; private set; }

    /// <summary>Collections of any generation since the flight is warm.</summary>
    public int Collections { get; private set; }

    /// <summary>Ends a frame; the first one that is warm only sets the marks.</summary>
    public void EndFrame(bool isWarm)
    {
        if (_warm)
        {
            _frames++;
        }
        else if (isWarm)
        {
            _warm = true;
            _collectionsStart = GC.CollectionCount(0);
            _processStart = GC.GetTotalAllocatedBytes();
            _threadStart = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    public void Finish()
    {
        long thread = GC.GetAllocatedBytesForCurrentThread() - _threadStart;
        if (_frames > 0)
        {
            BytesPerFrame = (double)thread / _frames;
            ProcessBytesPerFrame = (double)(GC.GetTotalAllocatedBytes() - _processStart) / _frames;
            Collections = GC.CollectionCount(0) - _collectionsStart;
        }
    }
}
