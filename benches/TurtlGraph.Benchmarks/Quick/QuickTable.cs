using System.Globalization;

namespace TurtlGraph.Benchmarks;

/// <summary>Prints measures as lines of a table, each as soon as it is known.</summary>
internal sealed class QuickTable
{
    private readonly TextWriter _text;

    public QuickTable(TextWriter text)
    {
        _text = text;
        _text.WriteLine($"{"measure",-52} {"value",12} {"p99",9} {"bytes",11} {"unit",-10} {"reference",12} {"ratio",7}  {"goal",-18} {"met",-4} reference is");
    }

    public void Write(Measure measure) => _text.WriteLine(
        $"{measure.Name,-52} {Figure(measure.Value),12} {Figure(measure.P99),9} {Figure(measure.Bytes),11} {measure.Unit,-10} {Figure(measure.ReferenceValue),12} {Figure(measure.Ratio),7}" +
        $"  {measure.Goal.Describe(measure.Unit) ?? "-",-18} {Word(measure.Met),-4} {measure.Reference}");

    private static string Figure(double? value) => value switch
    {
        null => "-",
        0 => "0",
        { } figure when Math.Abs(figure) >= 1000 => figure.ToString("N0", CultureInfo.InvariantCulture),
        { } figure => figure.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Word(bool? met) => met switch { true => "yes", false => "NO", null => "-" };
}
