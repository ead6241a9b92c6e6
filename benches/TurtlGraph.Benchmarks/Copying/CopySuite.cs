using System.Globalization;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// The study behind <see cref="BlockCopy"/>: each way to copy and to fill against the runtime's, size by size, warm, cold, and cold
/// with one read of the copy afterwards.
/// </summary>
internal sealed unsafe class CopySuite : IQuickSuite
{
    private const int Warmups = 2;
    private const int Rounds = 15;
    private const int LargeRounds = 9;
    private const long Large = 64 << 20;

    private static readonly long[] Sizes =
    [
        256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20, 32 << 20, 64 << 20, 256 << 20,
    ];

    private static readonly (string Name, CopyCase.Method Method)[] Copies =
    [
        ("Vector256 loop", CopyMethods.Vectors256),
        ("Vector512 loop", CopyMethods.Vectors512),
        ("Vector256 non-temporal", CopyMethods.Streamed256),
        ("Vector512 non-temporal", CopyMethods.Streamed512),
        ("BlockCopy.Copy", static (from, to, bytes) => BlockCopy.Copy(from, to, bytes)),
        ("BlockCopy.Copy, read later", static (from, to, bytes) => BlockCopy.Copy(from, to, bytes, CopyUse.ReadLater)),
        ("BlockCopy.CopyInParallel, 2 threads", static (from, to, bytes) => BlockCopy.CopyInParallel(from, to, bytes, 2)),
    ];

    private static readonly (string Name, CopyCase.Method Method)[] Fills =
    [
        ("Vector512 loop", CopyMethods.VectorFill),
        ("Vector512 non-temporal", CopyMethods.StreamedFill),
        ("NativeMemory.Fill, 2 threads", CopyMethods.ParallelFill),
    ];

    /// <inheritdoc/>
    public string Name => "copies";

    /// <inheritdoc/>
    public string Description => $"medians of {Rounds} interleaved rounds ({LargeRounds} from {Large >> 20} MiB on); large blocks pass the caches by from {BlockCopy.LargeBytes >> 20} MiB on";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run()
    {
        if (!CopyMethods.HasVectors)
        {
            Console.Error.WriteLine("This processor has no 512-bit vectors; the study is left out.");
            yield break;
        }

        using var run = new CopyCase();
        foreach (var measure in Compare(run))
        {
            yield return measure;
        }
    }

    private static IEnumerable<Measure> Compare(CopyCase run)
    {
        foreach (var (name, method) in Copies)
        {
            if (!run.HasArrived(method, Large))
            {
                throw new InvalidOperationException($"{name} does not copy.");
            }
        }

        return Compare("copy, warm", CopyMethods.Runtime, Copies, run.Warm)
            .Concat(Compare("copy, cold", CopyMethods.Runtime, Copies, (method, bytes) => run.Cold(method, bytes)))
            .Concat(Compare("copy and read, cold", CopyMethods.Runtime, Copies, (method, bytes) => run.Cold(method, bytes, read: true)))
            .Concat(Compare("fill, warm", CopyMethods.RuntimeFill, Fills, run.Warm))
            .Concat(Compare("fill, cold", CopyMethods.RuntimeFill, Fills, (method, bytes) => run.Cold(method, bytes)));
    }

    private static IEnumerable<Measure> Compare(
        string what, CopyCase.Method runtime, (string Name, CopyCase.Method Method)[] methods, Func<CopyCase.Method, long, double> speed)
    {
        Interleaved.Settle(Bodies(4 << 10));
        foreach (var bytes in Sizes)
        {
            var bodies = Bodies(bytes);
            var figures = Interleaved.Medians(Warmups, bytes >= Large ? LargeRounds : Rounds, bodies);
            for (var i = 0; i < methods.Length; i++)
            {
                yield return new Measure($"{what}, {Words(bytes)}, {methods[i].Name}", figures[i + 1], "GB/s", Goal.None, "the runtime's", figures[0]);
            }
        }

        Func<double>[] Bodies(long bytes) =>
            [() => speed(runtime, bytes), .. methods.Select(each => (Func<double>)(() => speed(each.Method, bytes)))];
    }

    internal static string Words(long bytes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(bytes >= 1 << 20 ? bytes >> 20 : bytes >= 1 << 10 ? bytes >> 10 : bytes)} {(bytes >= 1 << 20 ? "MiB" : bytes >= 1 << 10 ? "KiB" : "B")}");
}
