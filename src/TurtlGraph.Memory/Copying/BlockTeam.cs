namespace TurtlGraph.Memory;

/// <summary>
/// One large block cut in pieces that the caller and threads of the pool take in turns. The caller takes pieces like anybody else,
/// so a pool that is busy costs speed and nothing else; whoever comes late finds nothing left to do and touches no memory.
/// </summary>
internal abstract class BlockTeam(long bytes, long pieceBytes) : IThreadPoolWorkItem
{
    private readonly long _pieces = (bytes + pieceBytes - 1) / pieceBytes;
    private long _taken;
    private long _done;

    /// <summary>Does all pieces with up to <paramref name="threads"/> threads, the calling one among them.</summary>
    public void Run(int threads)
    {
        var helpers = Math.Min(threads, _pieces) - 1;
        for (var i = 0; i < helpers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Execute();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _done) < _pieces)
        {
            wait.SpinOnce();
        }
    }

    /// <inheritdoc/>
    public void Execute()
    {
        for (var piece = Next(); piece < _pieces; piece = Next())
        {
            var start = piece * pieceBytes;
            Work(start, Math.Min(pieceBytes, bytes - start));
            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Does the piece from <paramref name="start"/>.</summary>
    protected abstract void Work(long start, long count);

    private long Next() => Interlocked.Increment(ref _taken) - 1;
}
