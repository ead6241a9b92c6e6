namespace TurtlGraph.Benchmarks;

/// <summary>A figure, what it is compared with, and what it should be.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="Reference">What the floor or peer is; null when there is none.</param>
/// <param name="ReferenceValue">The floor's or peer's figure in the same unit, from the same run.</param>
internal sealed record Measure(
    string Name, double Value, string Unit, Goal Goal = default, string? Reference = null, double? ReferenceValue = null)
{
    /// <summary>The 99th percentile of what <see cref="Value"/> is the median of, where it was taken.</summary>
    public double? P99 { get; init; }

    /// <summary>Bytes that the work must touch, where they are known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Value divided by reference value; null without a reference, or when that is zero.</summary>
    public double? Ratio => ReferenceValue is { } reference && reference != 0 ? Value / reference : null;

    /// <summary>Whether the goal is met; null without one.</summary>
    public bool? Met => Goal.IsMet(Value, Ratio);
}
