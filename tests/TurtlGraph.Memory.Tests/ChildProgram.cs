using System.Diagnostics;

namespace TurtlGraph.Memory.Tests;

/// <summary>Runs a part of this assembly, see <see cref="Program"/>, in a process of its own.</summary>
internal static class ChildProgram
{
    /// <summary>Returns the exit code (128 and the signal's number when a signal ended it) and what it wrote.</summary>
    public static (int Code, string Output) Run(params string[] arguments) => Run(guarded: false, arguments);

    /// <summary>As <see cref="Run(string[])"/>, with guards for the whole process or without.</summary>
    public static (int Code, string Output) Run(bool guarded, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(ChildProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_DbgEnableMiniDump"] = "0", [MemoryGuards.EnvironmentVariable] = guarded ? "1" : "0" },
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output + error.Result : output);
    }
}
