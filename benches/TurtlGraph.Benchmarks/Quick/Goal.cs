using System.Globalization;

namespace TurtlGraph.Benchmarks;

/// <summary>What a figure should be: a bound on the value or on its ratio to the reference.</summary>
internal readonly record struct Goal
{
    private enum Subject
    {
        None,
        Value,
        Ratio,
    }

    private Subject On { get; init; }

    private bool AtMost { get; init; }

    private double Bound { get; init; }

    /// <summary>No goal: the figure is for information.</summary>
    public static Goal None => default;

    public static Goal ValueAtMost(double bound) => new() { On = Subject.Value, AtMost = true, Bound = bound };

    public static Goal RatioAtMost(double bound) => new() { On = Subject.Ratio, AtMost = true, Bound = bound };

    public static Goal RatioAtLeast(double bound) => new() { On = Subject.Ratio, Bound = bound };

    /// <summary>Whether the figures meet the goal; null without a goal, false when the ratio it needs is not there.</summary>
    public bool? IsMet(double value, double? ratio)
    {
        if (On == Subject.None)
        {
            return null;
        }

        var figure = On == Subject.Value ? value : ratio ?? double.NaN;
        return AtMost ? figure <= Bound : figure >= Bound;
    }

    /// <summary>The goal in words, for example <c>ratio &lt;= 1.15</c>; null without a goal.</summary>
    public string? Describe(string unit)
    {
        if (On == Subject.None)
        {
            return null;
        }

        var bound = Bound.ToString("0.####", CultureInfo.InvariantCulture);
        var sign = AtMost ? "<=" : ">=";
        return On == Subject.Ratio ? $"ratio {sign} {bound}" : $"{sign} {bound} {unit}";
    }
}
