using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>
/// Puts the calling worker thread behind the game's own threads, so that waking it does not push the frame thread off its
/// processor. On Linux this is the thread's nice value, which the framework's thread priority does not set.
/// </summary>
public static partial class WorkerPriority
{
    private const int WhichProcess = 0;
    private const int Nice = 10;

    /// <summary>Lowers the priority of the calling thread for good. Where the system refuses, nothing changes.</summary>
    public static void Lower()
    {
        if (OperatingSystem.IsLinux())
        {
            // On Linux the call names a thread, and 0 is the calling one.
            _ = SetPriority(WhichProcess, 0, Nice);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
