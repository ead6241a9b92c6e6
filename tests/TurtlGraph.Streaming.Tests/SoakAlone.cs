namespace TurtlGraph.Streaming.Tests;

/// <summary>Soaks run alone: they watch the memory of the whole process.</summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public class SoakAlone;
