using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TurtlGraph.Benchmarks;

/// <summary>A flight of the flythrough in virtual time over a modelled device, and what it read.</summary>
internal sealed record LayoutFlight(long Reads, long Bytes, long NeededBytes, double HitRatio, double BusySeconds)
{
    public double BytesPerRead => (double)Bytes / Math.Max(Reads, 1);

    /// <summary>Bytes read for each stored byte of an asset that was needed.</summary>
    public double Amplification => (double)Bytes / Math.Max(NeededBytes, 1);

    /// <summary>Flies through a world.</summary>
    /// <param name="world">The bundle.</param>
    /// <param name="device">What it lies on.</param>
    /// <param name="seed">Of the path, where no trajectory is given.</param>
    /// <param name="trajectory">The path, or <see langword="null"/>.</param>
    /// <param name="record">Where the trace of accesses goes, or <see langword="null"/>.</param>
    public static LayoutFlight Fly(string world, LayoutDevice device, uint seed, string? trajectory, string? record = null)
    {
        var culture = CultureInfo.InvariantCulture;
        string[] path = trajectory is null ? ["--seed", seed.ToString(culture)] : ["--trajectory", trajectory];
        string[] recording = record is null ? [] : ["--record", record];
        using var report = JsonDocument.Parse(Run(
        [
            "--world", world, "--clock", "virtual", "--headless", "--json", "-",
            "--latency", (device.LatencySeconds * 1000).ToString(culture), "--bandwidth", device.BytesPerSecond.ToString("0", culture), .. path, .. recording,
        ]));
        var reads = report.RootElement.GetProperty("reads").GetInt64();
        var bytes = report.RootElement.GetProperty("bytes_read").GetInt64();
        return new LayoutFlight(
            reads, bytes, report.RootElement.GetProperty("bytes_needed").GetInt64(), report.RootElement.GetProperty("need_hit_ratio").GetDouble(),
            (reads * device.LatencySeconds) + (bytes / device.BytesPerSecond));
    }

    /// <summary>Runs the flythrough as a process and returns what it prints.</summary>
    public static string Run(params string[] arguments)
    {
        string[] all = [Path.Combine(AppContext.BaseDirectory, "Flythrough.dll"), .. arguments];
        using var process = Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // 1 says that a promise was broken, which is not what is asked here.
        return process.ExitCode is 0 or 1 ? output : throw new InvalidOperationException($"the flythrough ended with {process.ExitCode}: {error.Result}");
    }
}
