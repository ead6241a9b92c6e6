using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TurtlGraph.Memory;

/// <summary>Windows: physical memory and commit charge of the machine, and the system's own notification that memory is low.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsPressureSource : PressureSource
{
    private const int LowMemoryResourceNotification = 0;

    private readonly nint _notification = CreateMemoryResourceNotification(LowMemoryResourceNotification);

    public WindowsPressureSource()
        : base("machine")
    {
    }

    /// <summary>MEMORYSTATUSEX.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint MemoryLoad;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong CommitLimit;
        public ulong AvailableCommit;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }

    public override bool TryRead(out PressureReading reading)
    {
        MemoryStatus status = default;
        status.Length = (uint)sizeof(MemoryStatus);
        if (GlobalMemoryStatus(&status) == 0 || status.TotalPhysical == 0 || status.CommitLimit == 0)
        {
            reading = default;
            return false;
        }

        var physical = MachineShare.Of((long)status.AvailablePhysical, (long)status.TotalPhysical);
        var commit = MachineShare.Of((long)status.AvailableCommit, (long)status.CommitLimit);
        reading = physical.Share >= commit.Share ? physical : commit;
        int isLow;
        if (_notification != 0 && QueryMemoryResourceNotification(_notification, &isLow) != 0 && isLow != 0)
        {
            reading = reading with { Share = Math.Max(reading.Share, PressureGauge.HighThreshold) };
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (_notification != 0)
        {
            _ = CloseHandle(_notification);
        }

        base.Dispose(disposing);
    }

    [LibraryImport("kernel32", EntryPoint = "GlobalMemoryStatusEx")]
    private static partial int GlobalMemoryStatus(MemoryStatus* status);

    [LibraryImport("kernel32")]
    private static partial nint CreateMemoryResourceNotification(int type);

    [LibraryImport("kernel32")]
    private static partial int QueryMemoryResourceNotification(nint notification, int* state);

    [LibraryImport("kernel32")]
    private static partial int CloseHandle(nint handle);
}
