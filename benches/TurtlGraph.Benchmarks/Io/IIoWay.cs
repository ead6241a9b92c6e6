namespace TurtlGraph.Benchmarks;

/// <summary>One way of reading random blocks of a file.</summary>
internal interface IIoWay : IDisposable
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>Reads blocks of this size at random places for about this time.</summary>
    IoFigure Run(int blockBytes, TimeSpan time);
}
