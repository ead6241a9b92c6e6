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

    /// <summary>Entries that were not written because they are damaged or their names are not safe here, in payload order.</summary>
    public required IReadOnlyList<ExtractProblem> Problems { get; init; }

    /// <summary>Whether every entry that was picked is a file now.</summary>
    public bool IsOk => Problems.Count == 0;
}
