namespace TurtlGraph.Bundles;

/// <summary>What extracting made. Immutable.</summary>
public sealed class ExtractReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Files written.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes written.</summary>
    public required long Bytes { get; init; }
}
