namespace TurtlGraph.Streaming.Tests;

/// <summary>A test about what only Linux and macOS have or do.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such thing." : null;
}
