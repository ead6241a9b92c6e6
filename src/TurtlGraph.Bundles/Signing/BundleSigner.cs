using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// Signs bundles that are packed already. Payloads stay where they are; the tables get one more row. A signature that is there
/// already is replaced.
/// </summary>
public static class BundleSigner
{
    private const int CopyLength = 1 << 20;

    /// <summary>Writes a signed copy of a bundle, or signs it in place when both paths are the same: entirely or not at all.</summary>
    /// <param name="path">The bundle; its header and tables are checked, its payloads are not (see <see cref="BundleVerifier"/>).</param>
    /// <param name="output">Where the signed one appears when it is whole.</param>
    /// <param name="key">The key to sign with.</param>
    /// <param name="label">Words on the contents, at most <see cref="BundleSignature.MaxLabelLength"/> bytes in UTF-8; may be empty.</param>
    /// <param name="version">The signer's number for the contents, at least 0; higher is newer.</param>
    /// <returns>The hash of the tables that were signed.</returns>
    /// <exception cref="BundleFormatException">The file is not a sound bundle.</exception>
    /// <exception cref="PackException">The label is not allowed, or the bundle cannot be written.</exception>
    public static Hash256 Sign(string path, string output, BundleSigningKey key, string label = "", long version = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(key);
        using var file = new AtomicFile(output, CopyLength);
        file.RemoveLeftovers();
        using (Bundle bundle = Bundle.Open(path))
        {
            Copy(bundle, file);
        }

        Hash256 hash = Sign(file, path, key, label, version).TablesHash;
        file.Commit(durable: true);
        return hash;
    }

    /// <summary>Signs a bundle that is written and not yet under its name.</summary>
    internal static BundleHeader Sign(AtomicFile file, string path, BundleSigningKey key, string label, long version)
    {
        byte[] text = Encoding.UTF8.GetBytes(label);
        if (text.Length > BundleSignature.MaxLabelLength)
        {
            throw new PackException(path, $"the label has more than {BundleSignature.MaxLabelLength} bytes");
        }

        if (text.Length > 0 && AssetName.TextFault(text) is { } fault)
        {
            throw new PackException(path, $"the label is refused: {fault}");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(version);
        BundleHeader header = default;
        file.Edit(stream => header = new SignatureWriter(stream, path).Write(key, text, version));
        return header;
    }

    private static void Copy(Bundle bundle, AtomicFile file)
    {
        byte[] buffer = new byte[CopyLength];
        for (long at = 0; at < bundle.FileLength; at += buffer.Length)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bundle.FileLength - at));
            if (bundle.ReadAt(at, piece) != DecodeStatus.Ok)
            {
                throw new PackException(bundle.Path, $"it cannot be read at byte {at}: it was cut meanwhile, or the device failed");
            }

            file.Write(piece);
        }
    }
}
