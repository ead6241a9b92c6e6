using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>
/// The Linux system call futex(2): sleeping on a word of memory. Unlike a semaphore of the framework, waking takes no lock in
/// this process, so the thread that wakes never waits for one that was preempted.
/// </summary>
internal static unsafe partial class Futex
{
    private const int WaitPrivate = 0 | 128;
    private const int WakePrivate = 1 | 128;
    private const int TimedOutError = 110;

    /// <summary>Whether this machine has it.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Number != 0;

    private static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    /// <summary>Sleeps while the word is <paramref name="expected"/>; false when the time has passed (negative: no limit).</summary>
    public static bool Wait(int* word, int expected, long milliseconds)
    {
        var time = new TimeSpec { Seconds = (nint)(milliseconds / 1000), Nanoseconds = (nint)(milliseconds % 1000 * 1_000_000) };
        nint result = Call(Number, word, WaitPrivate, expected, milliseconds < 0 ? null : &time, null, 0);
        return result == 0 || Marshal.GetLastPInvokeError() != TimedOutError;
    }

    /// <summary>Wakes up to <paramref name="count"/> threads that sleep on the word.</summary>
    public static void Wake(int* word, int count) => _ = Call(Number, word, WakePrivate, count, null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, int* word, int operation, int value, TimeSpec* timeout, int* second, int third);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
