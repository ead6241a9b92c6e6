using System.Security.Cryptography;

namespace TurtlGraph.Bundles;

/// <summary>
/// A private key that signs bundles: ECDSA on the curve P-256 with SHA-256 (FIPS 186-5). Whoever has it can sign; it belongs
/// where bundles are made, never into a game. Not thread-safe.
/// </summary>
public sealed class BundleSigningKey : IDisposable
{
    private readonly ECDsa _key;

    private BundleSigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = BundlePublicKey.Of(key);
    }

    /// <summary>The half that readers need.</summary>
    public BundlePublicKey PublicKey { get; }

    /// <summary>Makes a new key from the system's random numbers.</summary>
    public static BundleSigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key from a PEM text with a <c>PRIVATE KEY</c> (PKCS#8) or an <c>EC PRIVATE KEY</c> (SEC 1).</summary>
    /// <exception cref="CryptographicException">The text holds no private key, or one of another kind or curve.</exception>
    public static BundleSigningKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        ECDsa key = BundlePublicKey.ReadPem(pem);
        try
        {
            var signing = new BundleSigningKey(key);
            signing.RequirePrivateHalf();
            return signing;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key as PEM text (PKCS#8), to be kept secret.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs a message, in the one form that <see cref="BundlePublicKey"/> accepts.</summary>
    internal void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        byte[] bytes = _key.SignData(message.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        EcdsaForm.MakeCanonical(bytes);
        bytes.CopyTo(signature);
    }

    private void RequirePrivateHalf()
    {
        try
        {
            CryptographicOperations.ZeroMemory(_key.ExportPkcs8PrivateKey());
        }
        catch (CryptographicException error)
        {
            throw new CryptographicException("The text holds a public key only; signing takes the private one.", error);
        }
    }
}
