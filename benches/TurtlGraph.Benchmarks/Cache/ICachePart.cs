namespace TurtlGraph.Benchmarks;

/// <summary>A part of the suite <c>cache</c>: a few measures with what they are compared with. Named in <see cref="CacheSuite"/>.</summary>
internal interface ICachePart
{
    /// <summary>Measures, yielding each figure as soon as it is known.</summary>
    IEnumerable<Measure> Run();
}
