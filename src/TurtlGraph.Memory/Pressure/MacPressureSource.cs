using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TurtlGraph.Memory;

/// <summary>macOS: the level of <c>kern.memorystatus_vm_pressure_level</c>, which the system's notifications are made from.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe partial class MacPressureSource() : PressureSource("machine")
{
    public override string? Place => "kern.memorystatus_vm_pressure_level";

    public override bool TryRead(out PressureReading reading)
    {
        int level;
        nuint size = sizeof(int);
        if (ReadSystemControl("kern.memorystatus_vm_pressure_level", &level, &size, null, 0) != 0)
        {
            reading = default;
            return false;
        }

        reading = new PressureReading(ShareOf(level));
        return true;
    }

    /// <summary>1 is normal, 2 a warning, 4 critical (<c>sys/kern_memorystatus.h</c>).</summary>
    internal static double ShareOf(int level) => level switch
    {
        >= 4 => PressureGauge.HighThreshold,
        >= 2 => PressureGauge.MediumThreshold,
        _ => 0,
    };

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadSystemControl(string name, void* value, nuint* size, void* newValue, nuint newSize);
}
