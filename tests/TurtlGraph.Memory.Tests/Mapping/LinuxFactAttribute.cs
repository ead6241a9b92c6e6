namespace TurtlGraph.Memory.Tests;

/// <summary>A test about what only Linux has or does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux has such a thing.";
}
