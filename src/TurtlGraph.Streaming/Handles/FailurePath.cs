using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>By which way the failure of an asset reached a request.</summary>
public sealed class FailurePath
{
    internal FailurePath(FailureReason reason, IReadOnlyList<AssetId> assets, IReadOnlyList<string> names) =>
        (Reason, Assets, Names) = (reason, assets, names);

    /// <summary>Why the last asset of the path failed; never <see cref="FailureReason.DependencyFailed"/>.</summary>
    public FailureReason Reason { get; }

    /// <summary>From the asset that was asked for to the one that failed, each needed by the one before it; one asset when it failed itself.</summary>
    public IReadOnlyList<AssetId> Assets { get; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The path in words, for example <c>house → wall → brick: VerifyFailed</c>.</summary>
    public override string ToString() => $"{string.Join(" → ", Names)}: {Reason}";
}
