using System.Globalization;
using System.Numerics;
using System.Text.Json;
using TurtlGraph.Bundles;
using TurtlGraph.Memory;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>A bundle loaded through the runtime, roots first to last as long as they fit in the budget together, and what that cost.</summary>
internal sealed class BundleLoad
{
    // What is rounded up to cache lines, and what fragmentation may cost, stays free.
    private const double MostFilled = 0.95;

    private BundleLoad(string path, long budget) => (Path, Budget) = (path, budget);

    public string Path { get; }

    public long Budget { get; }

    /// <summary>Entries that no other depends on.</summary>
    public int Roots { get; private set; }

    /// <summary>Those that were asked for.</summary>
    public int Requested { get; private set; }

    /// <summary>What could not be loaded, and why.</summary>
    public List<(string Name, FailureReason Reason)> Failures { get; } = [];

    public RuntimeMetrics Metrics { get; private set; }

    public PressureReport Pressure { get; private set; } = null!;

    /// <summary>The process's profile while everything is loaded.</summary>
    public MemorySnapshot Profile { get; private set; } = null!;

    /// <exception cref="UsageException">The budget is too small for an entry.</exception>
    public static BundleLoad Run(string path, long budget, Terminal terminal, CancellationToken interrupt)
    {
        var load = new BundleLoad(path, budget);
        using var bundle = Bundle.Open(path);
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MemoryBudgetBytes = budget,
            FrameBudget = TimeSpan.Zero,
            BandwidthBytesPerSecond = 1e9,
            Predictor = "none",
            MaxHandles = bundle.Count + 1,
            SubmitQueueLength = bundle.Count + 2,
        });
        try
        {
            runtime.Mount(bundle);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--budget {ByteSize.Format(budget)} is too small for {path}: {e.Message}");
        }

        var roots = RootsOf(bundle);
        load.Roots = roots.Count;
        terminal.WithProgress("loading", view => load.Load(runtime, bundle, roots, view, interrupt));
        return load;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("bundle");
        json.WriteString("path", Path);
        json.WriteNumber("budget_bytes", Budget);
        json.WriteNumber("roots", Roots);
        json.WriteNumber("roots_requested", Requested);
        json.WriteNumber("assets_resident", Metrics.ResidentAssets);
        json.WriteNumber("resident_bytes", Metrics.ResidentBytes);
        json.WriteNumber("read_bytes", Metrics.BytesRead);
        json.WriteNumber("peak_bytes", Metrics.PeakMemoryBytes);
        json.WriteNumber("fragmentation", Math.Round(Metrics.Fragmentation, 4));
        json.WriteStartArray("failed");
        foreach (var (name, reason) in Failures)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Print(TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture, $"{Path}: {Requested} of {Roots} roots asked for, {Metrics.ResidentAssets} assets loaded"));
        output.WriteLine(string.Create(
            culture,
            $"budget {ByteSize.Format(Budget)}: {ByteSize.Format(Metrics.ResidentBytes)} resident, peak {ByteSize.Format(Metrics.PeakMemoryBytes)}, fragmentation of what is free {Metrics.Fragmentation * 100:F1} %"));
        foreach (var (name, reason) in Failures)
        {
            output.WriteLine($"failed: {name}: {reason}");
        }

        output.WriteLine();
    }

    /// <summary>What nothing depends on; of a cycle that nothing outside depends on, its first entry.</summary>
    private static List<int> RootsOf(Bundle bundle)
    {
        var reached = new bool[bundle.Count];
        for (var entry = 0; entry < bundle.Count; entry++)
        {
            foreach (var dependency in bundle.Dependencies(entry))
            {
                reached[dependency] |= dependency != entry;
            }
        }

        var roots = Enumerable.Range(0, bundle.Count).Where(entry => !reached[entry]).ToList();
        var walker = new DependencyWalker(bundle);
        var covered = new bool[bundle.Count];
        roots.ForEach(root => Cover(walker.Walk(root), covered));
        for (var entry = 0; entry < bundle.Count; entry++)
        {
            if (!covered[entry])
            {
                roots.Add(entry);
                Cover(walker.Walk(entry), covered);
            }
        }

        return roots;
    }

    private static void Cover(ReadOnlySpan<int> closure, bool[] covered)
    {
        foreach (var entry in closure)
        {
            covered[entry] = true;
        }
    }

    private bool Load(AssetRuntime runtime, Bundle bundle, List<int> roots, IProgressView view, CancellationToken interrupt)
    {
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];
        runtime.Update(viewers, 0);
        var handles = RequestAll(runtime, bundle, roots, (long)(runtime.Metrics.TargetBytes * MostFilled));
        do
        {
            interrupt.ThrowIfCancellationRequested();
            runtime.Update(viewers, 0.001);
            view.Show(Requested == 0 ? 1 : 1 - ((double)runtime.Metrics.RequestsOpen / Requested), "");
            Thread.Sleep(1);
        }
        while (runtime.Metrics.RequestsTotal < Requested || runtime.Metrics.RequestsOpen > 0);

        foreach (var (handle, root) in handles)
        {
            if (runtime.Status(handle) == RequestStatus.Failed)
            {
                Failures.Add((bundle.Name(root), runtime.Failure(handle)));
            }
        }

        Metrics = runtime.Metrics;
        Profile = MemoryProfile.Process.Snapshot();
        runtime.PressureMonitor!.Sample();
        Pressure = PressureReport.Of(runtime.PressureMonitor);
        return true;
    }

    /// <summary>Asks for roots as long as all that they need fits together; what is larger than the rest is passed over.</summary>
    private List<(AssetHandle Handle, int Root)> RequestAll(AssetRuntime runtime, Bundle bundle, List<int> roots, long room)
    {
        var walker = new DependencyWalker(bundle);
        var covered = new bool[bundle.Count];
        var handles = new List<(AssetHandle, int)>();
        foreach (var root in roots)
        {
            var closure = walker.Walk(root);
            long bytes = 0;
            foreach (var entry in closure)
            {
                bytes += covered[entry] ? 0 : bundle[entry].DecodedLength;
            }

            if (bytes <= room && runtime.Request(bundle[root].Id, new Demand { Urgency = Urgency.High }, out var handle) == RequestResult.Accepted)
            {
                room -= bytes;
                Cover(closure, covered);
                handles.Add((handle, root));
            }
        }

        Requested = handles.Count;
        return handles;
    }
}
