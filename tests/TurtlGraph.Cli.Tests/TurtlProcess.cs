using System.Diagnostics;

namespace TurtlGraph.Cli.Tests;

/// <summary>The tool as a process of its own, which can be killed and whose memory can be limited.</summary>
internal static class TurtlProcess
{
    /// <param name="arguments">Of the tool.</param>
    /// <param name="heapLimit">Most bytes of the managed heap; 0 for no limit.</param>
    public static Process Start(string[] arguments, long heapLimit = 0)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "turtl.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (heapLimit > 0)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = heapLimit.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        }

        return Process.Start(start)!;
    }
}
