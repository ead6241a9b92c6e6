namespace TurtlGraph.Bundles;

/// <summary>What verifying found. Immutable.</summary>
public sealed class VerifyReport
{
    /// <summary>The bundle.</summary>
    public required string Path { get; init; }

    /// <summary>Entries checked.</summary>
    public required int Entries { get; init; }

    /// <summary>Decoded bytes compared with their hashes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Why the file is not a bundle that can be opened, or <see langword="null"/>.</summary>
    public required string? FormatError { get; init; }

    /// <summary>
    /// Why the signature is not that of a trusted key, or not one of this bundle, or <see langword="null"/>. Without trusted keys an
    /// unsigned bundle is no error.
    /// </summary>
    public required string? TrustError { get; init; }

    /// <summary>What the bundle says about who signed it, or <see langword="null"/>.</summary>
    public required BundleSignature? Signature { get; init; }

    /// <summary>Entries that cannot be served.</summary>
    public required IReadOnlyList<VerifyProblem> Problems { get; init; }

    /// <summary>What is unusual among the dependencies; no error. <see langword="null"/> when the file could not be opened.</summary>
    public required DependencyReport? Dependencies { get; init; }

    /// <summary>Whether every byte is right, and signed where that was asked for.</summary>
    public bool IsOk => FormatError is null && TrustError is null && Problems.Count == 0;
}
