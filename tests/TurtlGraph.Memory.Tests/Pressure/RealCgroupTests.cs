using System.Diagnostics;

namespace TurtlGraph.Memory.Tests;

/// <summary>A process under a real limit of the kernel sees it come near, acts in time and is not killed.</summary>
public sealed class RealCgroupTests
{
    private const long Limit = 256 << 20;

    [CgroupFact]
    public void A_process_under_a_real_limit_sees_every_level_and_action_and_lives()
    {
        using var group = new RealCgroup(Limit);

        var (code, lines) = Run(group, Limit);

        Assert.True(code == 0, $"exit code {code} (137 is killed):\n{string.Join('\n', lines)}");
        var rising = lines.TakeWhile(line => line != "freed").ToArray();
        var falling = lines.Skip(rising.Length + 1).ToArray();
        Assert.Equal(["None None", "Low None", "Low Shrink", "Medium Shrink", "Medium Emergency", "High Emergency"], rising);
        Assert.Equal(["None None"], falling);
    }

    private static (int Code, string[] Lines) Run(RealCgroup group, long limit)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-c", "echo $$ > \"$1\" && exec \"$2\" exec \"$3\" pressure-steps \"$4\"", "sh",
                group.Members, dotnet, typeof(RealCgroupTests).Assembly.Location, limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return (process.ExitCode, [.. lines, .. error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
