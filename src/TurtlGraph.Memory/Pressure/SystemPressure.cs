namespace TurtlGraph.Memory;

/// <summary>Which sources this system has.</summary>
internal static class SystemPressure
{
    public static List<PressureSource> FindSources()
    {
        List<PressureSource> sources = [];
        if (OperatingSystem.IsLinux())
        {
            sources.AddRange(FindLinuxSources("/proc"));
        }
        else if (OperatingSystem.IsWindows())
        {
            sources.Add(new WindowsPressureSource());
        }
        else if (OperatingSystem.IsMacOS())
        {
            sources.Add(new MacPressureSource());
        }

        sources.Add(new CollectorPressureSource(TimeProvider.System));
        return sources;
    }

    /// <summary>The limits and stalls of the control group, and of the machine, as the files under <paramref name="proc"/> lead to them.</summary>
    public static IEnumerable<PressureSource> FindLinuxSources(string proc)
    {
        CgroupFolder[] groups = [.. CgroupFolder.Find(TextOf(Path.Combine(proc, "self/cgroup")), TextOf(Path.Combine(proc, "self/mountinfo")), Directory.Exists)];
        foreach (var group in groups)
        {
            if (CgroupPressureSource.TryOpen(group) is { } limits)
            {
                yield return limits;
            }
        }

        // The group's own stalls say more than the machine's, which others cause as well.
        var own = groups.FirstOrDefault(group => group.IsUnified)?.Folder;
        if (StallPressureSource.TryOpen(own is null ? "" : Path.Combine(own, "memory.pressure"), Path.Combine(proc, "pressure/memory")) is { } stalls)
        {
            yield return stalls;
        }

        if (MachinePressureSource.TryOpen(Path.Combine(proc, "meminfo")) is { } machine)
        {
            yield return machine;
        }
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
