namespace TurtlGraph.Benchmarks;

/// <summary>What a world lies on.</summary>
internal sealed record LayoutDevice(string Name, double LatencySeconds, double BytesPerSecond);
