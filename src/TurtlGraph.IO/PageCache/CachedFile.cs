using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

/// <summary>A file, and what is known about how much of it lies in the page cache.</summary>
internal sealed class CachedFile(SafeFileHandle handle) : IDisposable
{
    private const long PageSize = 4096;
    private const int MissesUntilDoubt = 4;
    private const int HitsUntilSure = 32;
    private const int ProbeEvery = 16;
    private bool _canCount = true;
    private int _misses;
    private int _hits;
    private int _reads;

    public int Descriptor { get; } = (int)handle.DangerousGetHandle();

    /// <summary>
    /// Whether it is worth the while to try a range without waiting. After a long run of hits it is; else the kernel's own count
    /// decides (cachestat, Linux 6.5); where it does not tell, how the last reads of the file went. Any thread; does not block.
    /// </summary>
    public bool IsLikelyCached(long offset, int length)
    {
        if (offset < 0 || length < 1)
        {
            return false;
        }

        if (Volatile.Read(ref _hits) >= HitsUntilSure)
        {
            return true;
        }

        if (Volatile.Read(ref _canCount))
        {
            long cached = LinuxCalls.CountCachedPages(Descriptor, offset, length);
            if (cached >= 0)
            {
                return cached >= ((offset + length + PageSize - 1) / PageSize) - (offset / PageSize);
            }

            Volatile.Write(ref _canCount, false);
        }

        return Volatile.Read(ref _misses) < MissesUntilDoubt || Interlocked.Increment(ref _reads) % ProbeEvery == 0;
    }

    /// <summary>Notes how a try went.</summary>
    public void Note(bool wasCached)
    {
        if (wasCached)
        {
            Volatile.Write(ref _misses, 0);
            if (Volatile.Read(ref _hits) < HitsUntilSure)
            {
                Interlocked.Increment(ref _hits);
            }
        }
        else
        {
            Volatile.Write(ref _hits, 0);
            Interlocked.Increment(ref _misses);
        }
    }

    public void Dispose() => handle.Dispose();
}
