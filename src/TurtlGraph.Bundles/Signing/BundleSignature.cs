namespace TurtlGraph.Bundles;

/// <summary>
/// What a bundle says about who signed it. A claim until a key has verified it: see <see cref="IsBy"/> and
/// <see cref="BundleOpenOptions.TrustedKeys"/>. Immutable.
/// </summary>
public sealed class BundleSignature
{
    /// <summary>Bytes of the label in UTF-8 at most.</summary>
    public const int MaxLabelLength = 256;

    private readonly byte[] _message;
    private readonly byte[] _signature;

    internal BundleSignature(in SignatureFields fields, string label, byte[] message, byte[] signature, Hash256 headerHash)
    {
        KeyId = fields.KeyId;
        TablesHash = fields.TablesHash;
        Version = fields.ContentVersion;
        Label = label;
        IsOfThisBundle = fields.HeaderHash == headerHash;
        _message = message;
        _signature = signature;
    }

    /// <summary>The key that is said to have signed: its <see cref="BundlePublicKey.Id"/>.</summary>
    public Hash256 KeyId { get; }

    /// <summary>The tables that were signed.</summary>
    public Hash256 TablesHash { get; }

    /// <summary>The signer's number for the contents; higher is newer. 0 without one.</summary>
    public long Version { get; }

    /// <summary>The signer's words on the contents; empty without any.</summary>
    public string Label { get; }

    /// <summary>Whether the header and tables that were signed are those of the bundle it was read from.</summary>
    public bool IsOfThisBundle { get; }

    /// <summary>Whether this is the signature of the bundle it was read from by <paramref name="key"/>.</summary>
    public bool IsBy(BundlePublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsOfThisBundle && key.Id == KeyId && key.Verify(_message, _signature);
    }
}
