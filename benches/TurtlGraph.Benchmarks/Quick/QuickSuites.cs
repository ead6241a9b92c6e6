namespace TurtlGraph.Benchmarks;

/// <summary>The quick suites there are.</summary>
internal static class QuickSuites
{
    /// <summary>All suites, in the order in which they are listed.</summary>
    public static IReadOnlyList<IQuickSuite> All { get; } =
    [
        new WorldSuite(),
        new FrameSuite(),
        new BundleSuite(),
        new PackSuite(),
        new LayoutSuite(),
        new IoSuite(),
        new CopySuite(),
        new MemorySuite(),
        new CacheSuite(),
    ];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(suite => suite.Name));

    /// <summary>The suite of a name, or null.</summary>
    public static IQuickSuite? Find(string name) =>
        All.FirstOrDefault(suite => string.Equals(suite.Name, name, StringComparison.OrdinalIgnoreCase));
}
