namespace TurtlGraph.Bundles;

/// <content>Who signed the bundle.</content>
public sealed unsafe partial class Bundle
{
    /// <summary>
    /// What the bundle says about who signed it; <see langword="null"/> when it is not signed. Only a claim unless
    /// <see cref="RequireSignature"/> or <see cref="BundleOpenOptions.TrustedKeys"/> has checked it.
    /// </summary>
    public BundleSignature? Signature { get; }

    /// <summary>Returns the key that signed this bundle, and refuses a bundle that none of the keys has signed.</summary>
    /// <param name="trusted">The keys of those who may sign.</param>
    /// <param name="minVersion">The oldest version that is allowed, see <see cref="BundleSignature.Version"/>.</param>
    /// <exception cref="UntrustedBundleException">None of the keys has signed it, or its version is older.</exception>
    public BundlePublicKey RequireSignature(IReadOnlyList<BundlePublicKey> trusted, long minVersion = 0)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (Signature is not { } signature)
        {
            throw new UntrustedBundleException(
                Path, TrustProblem.Unsigned, "it has no signature; get it from its publisher again, or sign it with 'turtl sign'");
        }

        BundlePublicKey key = trusted.FirstOrDefault(key => key.Id == signature.KeyId) ?? throw new UntrustedBundleException(
            Path, TrustProblem.UnknownKey, $"the key {signature.KeyId} that is said to have signed it is not a trusted one");
        if (!signature.IsBy(key))
        {
            throw new UntrustedBundleException(
                Path, TrustProblem.BadSignature,
                signature.IsOfThisBundle
                    ? "its signature was not made by the key it names; get it from its publisher again"
                    : "its signature is that of another bundle, or its tables were changed; get it from its publisher again");
        }

        if (signature.Version < minVersion)
        {
            throw new UntrustedBundleException(
                Path, TrustProblem.Outdated, $"it is version {signature.Version}, and {minVersion} is the oldest that is allowed");
        }

        return key;
    }
}
