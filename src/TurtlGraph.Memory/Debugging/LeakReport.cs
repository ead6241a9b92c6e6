namespace TurtlGraph.Memory;

/// <summary>
/// What is still allocated when the process ends, written to standard error: only where guards were turned on for the whole
/// process, so that a program which asks for them need not ask again for their report.
/// </summary>
internal static class LeakReport
{
    private static int s_armed;

    /// <summary>Makes the process write the report when it ends; once, and only with <see cref="MemoryGuards.Default"/> on.</summary>
    public static void Arm()
    {
        if (MemoryGuards.Default.Enabled && Interlocked.Exchange(ref s_armed, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Write(MemoryProfile.Process, Console.Error);
        }
    }

    /// <summary>Writes each leak with its stack and a line with the sum; nothing when there is none.</summary>
    public static void Write(MemoryProfile profile, TextWriter text)
    {
        List<MemoryLeak> leaks = [.. profile.Leaks, .. profile.FindLive()];
        if (leaks.Count == 0)
        {
            return;
        }

        foreach (var leak in leaks)
        {
            text.WriteLine(leak);
        }

        text.WriteLine($"{leaks.Count:N0} allocations with {leaks.Sum(leak => leak.Bytes):N0} bytes were not freed.");
    }
}
