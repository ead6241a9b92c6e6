namespace TurtlGraph.Memory.Tests;

/// <summary>The files of control groups, PSI and the machine, laid out in a folder as kernels and containers do.</summary>
public sealed class LinuxPressureTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("turtl-pressure-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_2_counts_what_is_used_without_cache_that_can_be_dropped()
    {
        V2("", "game.scope");
        Group("game.scope", current: 900, max: "1000", high: "max", inactive: 150);

        var reading = Assert.Single(Read()).Reading;

        Assert.Equal((750, 1000, 0.75), (reading.UsedBytes, reading.LimitBytes, reading.Share));
    }

    [Fact]
    public void The_tightest_of_all_groups_above_counts()
    {
        V2("", "a/b/c");
        Group("a/b/c", current: 100, max: "max", high: "max", inactive: 0);
        Group("a/b", current: 500, max: "10000", high: "1000", inactive: 0);
        Group("a", current: 1600, max: "2000", high: "max", inactive: 0);

        using var source = Sources().OfType<CgroupPressureSource>().Single();
        Assert.True(source.TryRead(out var reading));

        Assert.Equal((0.8, Path.Combine(_root, "cgroup/a")), (reading.Share, source.Place));
        File.WriteAllText(Path.Combine(_root, "cgroup/a/b/memory.high"), "500\n");
        Assert.True(source.TryRead(out reading));
        Assert.Equal((1.0, Path.Combine(_root, "cgroup/a/b")), (reading.Share, source.Place));
    }

    [Fact]
    public void A_group_without_any_limit_tells_nothing()
    {
        V2("", "a");
        Group("a", current: 900, max: "max", high: "max", inactive: 0);
        Assert.Empty(Read());
    }

    [Fact]
    public void Version_1_counts_the_hierarchical_cache_off()
    {
        Proc("4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n0::/\n", V1Mount("/", Path.Combine(_root, "cgroup")));
        Write("cgroup/docker/1/memory.usage_in_bytes", "1000\n");
        Write("cgroup/docker/1/memory.limit_in_bytes", "1000\n");
        Write("cgroup/docker/1/memory.stat", "inactive_file 1\ntotal_inactive_file 250\n");
        Write("cgroup/memory.usage_in_bytes", "5000\n");
        Write("cgroup/memory.limit_in_bytes", "9223372036854771712\n");

        var state = Assert.Single(Read());

        Assert.Equal(("cgroup v1", 750, 1000), (state.Name, state.Reading.UsedBytes, state.Reading.LimitBytes));
    }

    [Theory]
    [InlineData("/docker/1", "/docker/1", "")]
    [InlineData("/docker/1", "/docker/1/inner", "/inner")]
    [InlineData("/docker/1", "/elsewhere", "")]
    [InlineData("/", "/", "")]
    [InlineData("/", "/../../other", "")]
    [InlineData("/", "/gone", "")]
    [InlineData("/", "/inner", "/inner")]
    public void In_a_container_the_group_is_found_below_what_is_mounted(string mountRoot, string path, string expected)
    {
        var mount = Path.Combine(_root, "cgroup");
        Directory.CreateDirectory(mount + "/inner");

        var folder = Assert.Single(CgroupFolder.Find($"0::{path}\n", V2Mount(mountRoot, mount), Directory.Exists));

        Assert.Equal((true, mount, mount + expected), (folder.IsUnified, folder.Mount, folder.Folder));
    }

    [Fact]
    public void A_mount_point_with_a_blank_is_read()
    {
        var folder = Assert.Single(CgroupFolder.Find("0::/\n", V2Mount("/", @"/odd\040name"), _ => true));
        Assert.Equal("/odd name", folder.Mount);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("4:memory:/x\n", "1 2 3 - cgroup\n")]
    [InlineData("4:cpu:/x\n", "35 31 0:32 / /c rw,relatime - cgroup cgroup rw,memory\n")]
    public void Files_that_say_nothing_give_no_group(string cgroups, string mounts) =>
        Assert.Empty(CgroupFolder.Find(cgroups, mounts, _ => true));

    [Fact]
    public void The_groups_own_stalls_come_before_the_machines()
    {
        V2("", "a");
        Write("proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        using (var machine = Sources().OfType<StallPressureSource>().Single())
        {
            Assert.True(machine.TryRead(out var calm));
            Assert.Equal(0, calm.Share);
        }

        Write("cgroup/a/memory.pressure", "some avg10=20.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=2.00 avg60=0.00 avg300=0.00 total=0\n");
        using var own = Sources().OfType<StallPressureSource>().Single();
        Assert.True(own.TryRead(out var reading));
        Assert.Equal((0.85, 20.0, 2.0), (reading.Share, reading.SomeStallPercent, reading.FullStallPercent));
    }

    [Fact]
    public void The_machine_is_as_scarce_as_what_is_available_of_it()
    {
        Write("proc/meminfo", "MemTotal:       8388608 kB\nMemFree:        10 kB\nMemAvailable:   838861 kB\n");
        var state = Assert.Single(Read());
        Assert.Equal(("machine", PressureAction.Shrink), (state.Name, state.Action));
        Assert.Equal(8L << 30, state.Reading.LimitBytes);
    }

    [Fact]
    public void A_file_that_becomes_unreadable_is_not_told_and_no_error()
    {
        Write("proc/meminfo", "MemTotal:       8388608 kB\nMemAvailable:   838861 kB\n");
        using var source = Sources().OfType<MachinePressureSource>().Single();
        File.WriteAllText(Path.Combine(_root, "proc/meminfo"), "");
        Assert.False(source.TryRead(out _));
    }

    private static string V1Mount(string root, string mount) => $"35 31 0:32 {root} {mount} rw,relatime - cgroup cgroup rw,memory\n";

    private static string V2Mount(string root, string mount) => $"41 31 0:38 {root} {mount} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    private IEnumerable<PressureSource> Sources() => SystemPressure.FindLinuxSources(Path.Combine(_root, "proc"));

    /// <summary>What the sources that tell something tell.</summary>
    private PressureSourceState[] Read()
    {
        using var monitor = new MemoryPressureMonitor(new MemoryPressureOptions { IsManual = true, WatchesSystem = false, Sources = [.. Sources()] });
        monitor.Sample();
        return [.. monitor.Sources.Where(source => source.IsTold)];
    }

    private void V2(string mountRoot, string group) =>
        Proc($"0::/{group}\n", V2Mount(mountRoot.Length == 0 ? "/" : mountRoot, Path.Combine(_root, "cgroup")), group);

    private void Proc(string cgroups, string mounts, string? group = null)
    {
        Write("proc/self/cgroup", cgroups);
        Write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n" + mounts);
        Directory.CreateDirectory(Path.Combine(_root, "cgroup", group ?? ""));
    }

    private void Group(string name, long current, string max, string high, long inactive)
    {
        Write($"cgroup/{name}/memory.current", $"{current}\n");
        Write($"cgroup/{name}/memory.max", max + "\n");
        Write($"cgroup/{name}/memory.high", high + "\n");
        Write($"cgroup/{name}/memory.stat", $"anon 1\ninactive_file {inactive}\n");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
