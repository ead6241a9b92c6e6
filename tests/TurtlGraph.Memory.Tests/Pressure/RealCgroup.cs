namespace TurtlGraph.Memory.Tests;

/// <summary>A control group with a memory limit of its own, made for one test and removed after it.</summary>
internal sealed class RealCgroup : IDisposable
{
    private readonly string _folder;

    public RealCgroup(long limitBytes)
    {
        var (parent, limitFile) = Place() ?? throw new InvalidOperationException(WhyNot());
        _folder = Path.Combine(parent, $"turtl-test-{Environment.ProcessId}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, limitFile), limitBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The file in which a process writes its number to move into the group.</summary>
    public string Members => Path.Combine(_folder, "cgroup.procs");

    /// <summary>Why no group can be made here; null when one can.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "control groups are a matter of Linux";
        }

        if (Place() is not { } place)
        {
            return "no memory controller of control groups is mounted here in a form that takes new groups";
        }

        var probe = Path.Combine(place.Parent, $"turtl-probe-{Environment.ProcessId}-{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(probe);
            var takesLimits = File.Exists(Path.Combine(probe, place.LimitFile));
            Directory.Delete(probe);
            return takesLimits ? null : "new control groups have no memory limit here";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"control groups cannot be made by this user: {e.Message}";
        }
    }

    public void Dispose()
    {
        try
        {
            // The files in it are the kernel's; only the folder itself can be removed, once its processes are gone.
            Directory.Delete(_folder, recursive: false);
        }
        catch (IOException)
        {
            Assert.Fail($"{_folder} is still in use");
        }
    }

    private static (string Parent, string LimitFile)? Place()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        foreach (var group in CgroupFolder.Find(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo"), Directory.Exists))
        {
            if (!group.IsUnified)
            {
                return (group.Folder, "memory.limit_in_bytes");
            }

            // Groups of version 2 that hold processes take no children with controllers, the root does.
            var controllers = Path.Combine(group.Mount, "cgroup.subtree_control");
            if (File.Exists(controllers) && File.ReadAllText(controllers).Contains("memory", StringComparison.Ordinal))
            {
                return (group.Mount, "memory.max");
            }
        }

        return null;
    }
}
