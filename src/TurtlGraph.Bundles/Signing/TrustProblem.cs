namespace TurtlGraph.Bundles;

/// <summary>Why a bundle is not trusted.</summary>
public enum TrustProblem : byte
{
    /// <summary>It has no signature.</summary>
    Unsigned = 0,

    /// <summary>It is signed by a key that is not one of the trusted ones.</summary>
    UnknownKey = 1,

    /// <summary>Its signature is not one of the key it names, or not one of this bundle.</summary>
    BadSignature = 2,

    /// <summary>It is signed by a trusted key, with a version older than the oldest that is allowed.</summary>
    Outdated = 3,
}
