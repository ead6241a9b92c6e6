namespace TurtlGraph.Benchmarks;

/// <summary>
/// Measures that belong together and finish within two minutes, each with its floor or peer measured in the same run. To add
/// a suite, write a class and name it in <see cref="QuickSuites"/>.
/// </summary>
internal interface IQuickSuite
{
    /// <summary>The name it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>One line that says what is measured and how.</summary>
    string Description { get; }

    /// <summary>Measures, yielding each figure as soon as it is known.</summary>
    IEnumerable<Measure> Run();
}
