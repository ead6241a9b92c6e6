using System.Globalization;

namespace TurtlGraph.Benchmarks;

/// <summary>Packing real files from the disk, against the command <c>zstd</c> on the same bytes at the same level.</summary>
internal sealed class PackSuite : IQuickSuite
{
    private const int Warmups = 1;
    private const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => "pack";

    /// <inheritdoc/>
    public string Description => $"medians of {Rounds} interleaved rounds; two threads each; files in the page cache, the bundle written and flushed to the disk";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run()
    {
        const string peer = "zstd -T2, files joined to one";
        using var run = PackFilesCase.OfSuperTuxKart();
        if (run is null)
        {
            yield break;
        }

        foreach (var level in new[] { 3, 9 })
        {
            run.Level = level;
            var name = string.Create(CultureInfo.InvariantCulture, $"pack {run.Files} files, {run.Bytes >> 20} MiB, zstd {level}");
            if (!PackFilesCase.HasZstd)
            {
                yield return new Measure(name, Interleaved.Medians(Warmups, Rounds, run.Pack)[0], "MB/s");
                continue;
            }

            var speed = Interleaved.Medians(Warmups, Rounds, run.Pack, run.ZstdWhole, run.PackTrained);
            yield return new Measure(name, speed[0], "MB/s", Goal.RatioAtLeast(0.8), peer, speed[1]);
            yield return new Measure($"{name}: result", run.PackedBytes / 1e6, "MB", Goal.None, peer, run.ZstdBytes / 1e6);
            yield return new Measure($"{name}, dictionaries trained", speed[2], "MB/s", Goal.None, peer, speed[1]);
        }
    }
}
