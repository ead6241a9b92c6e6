using System.Text.Json;

namespace TurtlGraph.Cli.Tests;

public sealed class KilledPackTests : IDisposable
{
    private const int FileBytes = 1 << 20;
    private const int Files = 48;

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_pack_that_is_killed_at_any_point_leaves_the_old_bundle_whole_and_the_next_one_cleans_up()
    {
        var bundle = _work.Pack("w.turtl");
        var before = File.ReadAllBytes(bundle);
        var source = Noise();
        var killed = 0;
        for (var point = 0; point < 10; point++)
        {
            // From before the first byte to nearly all of them.
            killed += KillWhen(source, bundle, writtenBytes: (long)point * FileBytes * Files / 10) ? 1 : 0;
            Assert.Equal(before, File.ReadAllBytes(bundle));
            Assert.True(Leftovers().Length <= 1, "a pack does not delete what the one before it left");
        }

        Assert.True(killed >= 5, $"only {killed} packs were killed before they were done");
        Assert.Equal(0, Workplace.Run("verify", bundle).Code);
        Assert.Equal(0, Workplace.Run("pack", source, "-o", bundle).Code);
        Assert.Empty(Leftovers());
        Assert.Equal(0, Workplace.Run("verify", bundle).Code);
        Assert.Equal(Files, Workplace.Json("inspect", bundle).GetProperty("entries").GetInt32());
    }

    [Fact]
    public void An_input_many_times_the_memory_limit_is_packed()
    {
        // Sparse, so it costs no disk; each file differs in its last bytes, so nothing is shared.
        for (var i = 0; i < 4; i++)
        {
            Directory.CreateDirectory(_work["large"]);
            using var file = File.Create(_work[$"large/{i}.bin"]);
            file.SetLength(150 << 20);
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(i + 1));
        }

        using var turtl = TurtlProcess.Start(["pack", _work["large"], "-o", _work["l.turtl"], "--threads", "2", "--json"], heapLimit: 48 << 20);
        var output = turtl.StandardOutput.ReadToEnd();
        var error = turtl.StandardError.ReadToEnd();
        turtl.WaitForExit();

        Assert.True(turtl.ExitCode == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(600L << 20, json.RootElement.GetProperty("decoded_bytes").GetInt64());
        Assert.InRange(json.RootElement.GetProperty("peak_memory_bytes").GetInt64(), 1 << 20, 256 << 20);
        Assert.Equal(0, Workplace.Run("verify", _work["l.turtl"]).Code);
    }

    /// <summary>Kills a pack as soon as its temporary file is so long; false when it was done before.</summary>
    private bool KillWhen(string source, string bundle, long writtenBytes)
    {
        var old = Leftovers();
        var stamp = File.GetLastWriteTimeUtc(bundle);
        using var turtl = TurtlProcess.Start(["pack", source, "-o", bundle, "--codec", "none"]);
        while (!turtl.HasExited && !Leftovers().Except(old).Any(file => Length(file) >= writtenBytes))
        {
            Thread.Yield();
        }

        turtl.Kill();
        turtl.WaitForExit();
        if (File.GetLastWriteTimeUtc(bundle) == stamp)
        {
            return true;
        }

        // It was faster: the new bundle is whole, and the old one is put back for the next point.
        Assert.Equal(0, Workplace.Run("verify", bundle).Code);
        _work.Pack("w.turtl");
        return false;
    }

    private static long Length(string file) => new FileInfo(file) is { Exists: true, Length: var length } ? length : -1;

    private string[] Leftovers() => Directory.GetFiles(_work.Root, "w.turtl.tmp-*");

    private string Noise()
    {
        var random = new Random(3);
        var bytes = new byte[FileBytes];
        for (var i = 0; i < Files; i++)
        {
            random.NextBytes(bytes);
            _work.File($"noise/{i}.bin", bytes);
        }

        return _work["noise"];
    }
}
