using System.Diagnostics;

namespace TurtlGraph.Memory;

public static unsafe partial class BlockCopy
{
    /// <summary>
    /// A thread takes this much at a time: short, so that a thread that wakes late or is interrupted does not keep the others
    /// waiting for long.
    /// </summary>
    private const long PieceBytes = 256 << 10;

    /// <summary>Blocks below this are done before a second thread has woken.</summary>
    private const long ParallelLeast = 16 << 20;

    /// <summary>
    /// Copies <paramref name="bytes"/> (0 or more) with several threads, which pays from 16 MiB on where processors are idle,
    /// because one thread cannot use all of the memory's bandwidth. Makes one small object; smaller blocks, and blocks that
    /// overlap, are copied by the calling thread alone.
    /// </summary>
    /// <param name="source">First byte to read.</param>
    /// <param name="destination">First byte to write.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="threads">The most threads that take part, the calling one among them; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative, or <paramref name="threads"/> below 1.</exception>
    public static void CopyInParallel(void* source, void* destination, long bytes, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Debug.Assert(bytes == 0 || (source != null && destination != null), "A block that is not there was to be copied.");
        if (threads == 1 || bytes < ParallelLeast || Overlap(source, destination, bytes))
        {
            Copy(source, destination, bytes);
            return;
        }

        new CopyTeam((byte*)source, (byte*)destination, bytes).Run(threads);
    }

    private sealed class CopyTeam(byte* source, byte* destination, long bytes) : BlockTeam(bytes, PieceBytes)
    {
        protected override void Work(long start, long count) =>
            Copy(source + start, destination + start, count, CopyUse.ReadLater);
    }
}
