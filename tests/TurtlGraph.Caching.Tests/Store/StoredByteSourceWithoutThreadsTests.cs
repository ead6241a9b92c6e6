namespace TurtlGraph.Caching.Tests;

/// <summary>The same when the polling thread does the work.</summary>
public sealed class StoredByteSourceWithoutThreadsTests : StoredByteSourceConformanceTests
{
    protected override int Workers => 0;
}
