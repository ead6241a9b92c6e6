using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TurtlGraph.Benchmarks;

/// <summary>fio with its io_uring engine, registered files and buffers: one job, random reads.</summary>
internal sealed class FioWay(string path, bool direct) : IIoWay
{
    /// <summary>Whether fio with an io_uring engine is installed.</summary>
    public static bool IsInstalled { get; } = Probe();

    public string Name => "fio";

    public IoFigure Run(int blockBytes, TimeSpan time)
    {
        var text = Start(
            "--name=turtl", $"--filename={path}", "--ioengine=io_uring", $"--direct={(direct ? 1 : 0)}", "--rw=randread",
            $"--bs={blockBytes}", $"--iodepth={IoSuite.Depth}", "--fixedbufs", "--registerfiles", "--norandommap", "--randrepeat=0",
            "--time_based", string.Create(CultureInfo.InvariantCulture, $"--runtime={time.TotalMilliseconds:0}ms"),
            $"--size={IoFile.Bytes}", "--readonly", "--invalidate=0", "--output-format=json");
        using var json = JsonDocument.Parse(text[text.IndexOf('{')..]);
        var job = json.RootElement.GetProperty("jobs")[0];
        var read = job.GetProperty("read");
        double bytes = read.GetProperty("io_bytes").GetDouble();
        double seconds = read.GetProperty("runtime").GetDouble() / 1000;
        double processor = (job.GetProperty("usr_cpu").GetDouble() + job.GetProperty("sys_cpu").GetDouble()) / 100 * seconds;
        return new IoFigure(bytes / seconds, processor / (bytes / 1e9), double.NaN);
    }

    public void Dispose() { }

    private static bool Probe()
    {
        try
        {
            return OperatingSystem.IsLinux() && Start("--enghelp=io_uring").Contains("fixedbufs", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            return false;
        }
    }

    private static string Start(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("fio", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
