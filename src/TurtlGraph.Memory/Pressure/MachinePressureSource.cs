namespace TurtlGraph.Memory;

/// <summary>Linux: what the kernel estimates a program could still get without swapping, <c>MemAvailable</c> in <c>/proc/meminfo</c>.</summary>
internal sealed class MachinePressureSource(string path, SystemFile file) : PressureSource("machine")
{
    private readonly byte[] _buffer = new byte[4 << 10];

    public static MachinePressureSource? TryOpen(string path) =>
        SystemFile.TryOpen(path) is { } file ? new MachinePressureSource(path, file) : null;

    public override string? Place => path;

    public override bool TryRead(out PressureReading reading)
    {
        var text = file.Read(_buffer);
        var isTold = SystemText.TryFindNumber(text, "MemTotal"u8, out var total) & SystemText.TryFindNumber(text, "MemAvailable"u8, out var available) && total > 0;
        reading = isTold ? MachineShare.Of(available << 10, total << 10) : default;
        return isTold;
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }
}
