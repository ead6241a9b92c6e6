namespace TurtlGraph.Bundles;

/// <summary>What a patch holds and what it takes from the old bundle. Immutable.</summary>
public sealed class PatchReport
{
    /// <summary>Bytes of the old bundle.</summary>
    public required long OldBytes { get; init; }

    /// <summary>Bytes of the new bundle.</summary>
    public required long NewBytes { get; init; }

    /// <summary>Bytes of the patch: what is shipped.</summary>
    public required long PatchBytes { get; init; }

    /// <summary>Bytes of the new bundle that lie in the old one.</summary>
    public required long BytesReused { get; init; }

    /// <summary>Steps of the patch.</summary>
    public required int Steps { get; init; }

    /// <summary>Tables of the bundle it fits.</summary>
    public required Hash256 OldTablesHash { get; init; }

    /// <summary>Tables of the bundle it makes.</summary>
    public required Hash256 NewTablesHash { get; init; }

    internal static PatchReport Of(in PatchHeader header, IEnumerable<PatchStep> steps) => new()
    {
        OldBytes = header.OldLength,
        NewBytes = header.NewLength,
        PatchBytes = header.FileLength,
        BytesReused = steps.Where(step => step.IsCopy).Sum(step => step.Length),
        Steps = header.StepCount,
        OldTablesHash = header.OldTablesHash,
        NewTablesHash = header.NewTablesHash,
    };
}
