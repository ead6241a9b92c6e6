namespace TurtlGraph.Memory;

/// <summary>The mapping calls of the running system.</summary>
internal static class MappingPlatform
{
    public static IMappingPlatform Current { get; } =
        OperatingSystem.IsWindows() ? new WindowsMapping()
        : OperatingSystem.IsLinux() ? new LinuxMapping()
        : new MacMapping();
}
