namespace TurtlGraph.Memory;

/// <summary>
/// The memory limits of the process's control group and of those it lies in: the tightest counts, for when it is reached
/// the kernel kills. File cache that the kernel would simply drop is not counted as used.
/// </summary>
internal sealed class CgroupPressureSource : PressureSource
{
    // Some kernels write half of the address space for "no limit".
    private const long NoLimit = 1L << 60;

    private readonly byte[] _buffer = new byte[8 << 10];
    private readonly List<Level> _levels = [];
    private readonly bool _isUnified;
    private string? _place;

    private sealed record Level(string Folder, SystemFile Usage, SystemFile Limit, SystemFile? SoftLimit, SystemFile? Statistics);

    private CgroupPressureSource(bool isUnified)
        : base(isUnified ? "cgroup v2" : "cgroup v1") => _isUnified = isUnified;

    public override string? Place => _place;

    /// <summary>Opens the files of a group's folder and of the folders it lies in up to the mount; null when none has limits.</summary>
    public static CgroupPressureSource? TryOpen(CgroupFolder group)
    {
        var source = new CgroupPressureSource(group.IsUnified);
        for (var folder = group.Folder; folder is not null && folder.StartsWith(group.Mount, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
        {
            source.TryAdd(folder);
        }

        return source._levels.Count > 0 ? source : null;
    }

    public override bool TryRead(out PressureReading reading)
    {
        reading = default;
        _place = null;
        foreach (var level in _levels)
        {
            if (TryReadLevel(level, out var one) && (_place is null || one.Share > reading.Share))
            {
                reading = one;
                _place = level.Folder;
            }
        }

        return _place is not null;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var level in _levels)
        {
            level.Usage.Dispose();
            level.Limit.Dispose();
            level.SoftLimit?.Dispose();
            level.Statistics?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void TryAdd(string folder)
    {
        var usage = SystemFile.TryOpen(Path.Combine(folder, _isUnified ? "memory.current" : "memory.usage_in_bytes"));
        var limit = SystemFile.TryOpen(Path.Combine(folder, _isUnified ? "memory.max" : "memory.limit_in_bytes"));
        if (usage is null || limit is null)
        {
            usage?.Dispose();
            limit?.Dispose();
            return;
        }

        // Above memory.high the kernel slows the process down to reclaim, so it is a limit as well; v1 has nothing like it.
        var high = _isUnified ? SystemFile.TryOpen(Path.Combine(folder, "memory.high")) : null;
        _levels.Add(new Level(folder, usage, limit, high, SystemFile.TryOpen(Path.Combine(folder, "memory.stat"))));
    }

    private bool TryReadLevel(Level level, out PressureReading reading)
    {
        reading = default;
        if (!SystemText.TryParseBytes(level.Limit.Read(_buffer), out var limit))
        {
            return false;
        }

        if (level.SoftLimit is { } soft && SystemText.TryParseBytes(soft.Read(_buffer), out var high))
        {
            limit = Math.Min(limit, high);
        }

        if (limit is <= 0 or >= NoLimit || !SystemText.TryParseBytes(level.Usage.Read(_buffer), out var used))
        {
            return false;
        }

        if (level.Statistics is { } statistics
            && SystemText.TryFindNumber(statistics.Read(_buffer), _isUnified ? "inactive_file"u8 : "total_inactive_file"u8, out var droppable))
        {
            used = Math.Max(0, used - droppable);
        }

        reading = new PressureReading((double)used / limit, used, limit);
        return true;
    }
}
