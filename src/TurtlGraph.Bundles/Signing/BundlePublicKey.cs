using System.Security.Cryptography;

namespace TurtlGraph.Bundles;

/// <summary>
/// A public key that bundles may be signed for: ECDSA on the curve P-256 (FIPS 186-5). Immutable and thread-safe.
/// </summary>
public sealed class BundlePublicKey : IEquatable<BundlePublicKey>
{
    private const string CurveOid = "1.2.840.10045.3.1.7";

    private readonly byte[] _subjectPublicKeyInfo;

    private BundlePublicKey(byte[] subjectPublicKeyInfo)
    {
        _subjectPublicKeyInfo = subjectPublicKeyInfo;
        Id = Blake3.Hash(subjectPublicKeyInfo);
    }

    /// <summary>BLAKE3 of the key in its DER form (SubjectPublicKeyInfo): what signatures call it by.</summary>
    public Hash256 Id { get; }

    /// <summary>Reads a key from a PEM text with a <c>PUBLIC KEY</c>, or takes the public half of a <c>PRIVATE KEY</c>.</summary>
    /// <exception cref="CryptographicException">The text holds no such key, or one of another kind or curve.</exception>
    public static BundlePublicKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        using ECDsa key = ReadPem(pem);
        return Of(key);
    }

    /// <summary>The key as PEM text.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", _subjectPublicKeyInfo);

    /// <inheritdoc/>
    public bool Equals(BundlePublicKey? other) => other is not null && other.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BundlePublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The <see cref="Id"/> in hexadecimal digits.</summary>
    public override string ToString() => Id.ToString();

    /// <summary>The public half of a key.</summary>
    internal static BundlePublicKey Of(ECDsa key)
    {
        // The point is written out anew, so that one key has one form and so one id.
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        if (key.KeySize != 256 || parameters.Curve.Oid.Value != CurveOid)
        {
            throw new CryptographicException("The key is not one for ECDSA on the curve P-256; make one with 'turtl keygen'.");
        }

        using var own = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = parameters.Q });
        return new BundlePublicKey(own.ExportSubjectPublicKeyInfo());
    }

    internal static ECDsa ReadPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException($"The text is not the PEM form of a key: {error.Message}", error);
        }
    }

    /// <summary>Whether a signature is this key's over a message. Only the one of its two forms that a signer writes counts.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!EcdsaForm.IsCanonical(signature))
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
