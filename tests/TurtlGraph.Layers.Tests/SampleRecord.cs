namespace TurtlGraph.Layers.Tests;

public sealed record SampleRecord(int Size);
