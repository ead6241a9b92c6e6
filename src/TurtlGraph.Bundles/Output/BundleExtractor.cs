using System.Diagnostics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Writes entries of a bundle back to files, each verified before its file appears. Nothing is ever written outside the target
/// folder: names that could lead out are refused, and links that are already there are not followed. Thread-safe.
/// </summary>
public static class BundleExtractor
{
    /// <summary>Extracts all entries, or those that <paramref name="filter"/> picks.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="overwrite">Whether files that are already there may be replaced.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="progress">Told after each file.</param>
    /// <exception cref="PackException">An entry is damaged, its name is not safe here, or a file cannot be written.</exception>
    public static ExtractReport Extract(
        Bundle bundle, string folder, bool overwrite = false, Func<int, bool>? filter = null, IProgress<PackProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var target = new ExtractTarget(folder);
        int files = 0;
        long bytes = 0;
        long started = Stopwatch.GetTimestamp();
        foreach (int entry in bundle.PayloadOrder.ToArray())
        {
            if (filter is not null && !filter(entry))
            {
                continue;
            }

            ExtractEntry(bundle, entry, target, overwrite);
            files++;
            bytes += bundle.DecodedLengths[entry];
            progress?.Report(new PackProgress(files, bundle.Count, bytes, bytes, bundle.DecodedTotal, bundle.Name(entry)) { Elapsed = Stopwatch.GetElapsedTime(started) });
        }

        return new ExtractReport { Folder = target.Root, Files = files, Bytes = bytes };
    }

    private static void ExtractEntry(Bundle bundle, int entry, ExtractTarget target, bool overwrite)
    {
        string name = bundle.Name(entry);
        string path = target.PathFor(name, overwrite);
        using var file = new AtomicFile(path, bufferLength: 0);
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, Math.Min(bundle.DecodedLengths[entry], bundle.BlockSize)));
        try
        {
            WriteBlocks(bundle, entry, name, file, buffer);
            file.Commit(durable: false);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteBlocks(Bundle bundle, int entry, string name, AtomicFile file, byte[] buffer)
    {
        if (!EntryDecoder.VerifyTree(bundle, entry))
        {
            throw new PackException($"{bundle.Path}: {name}", BundleVerifier.Explain(DecodeStatus.HashMismatch, bundle, entry));
        }

        for (int i = 0; i < bundle.BlockCount(entry); i++)
        {
            BundleBlock block = bundle.Block(entry, i);
            Span<byte> decoded = buffer.AsSpan(0, block.DecodedLength);
            DecodeStatus status = EntryDecoder.Shared.DecodeBlock(bundle, entry, i, decoded);
            if (status != DecodeStatus.Ok)
            {
                throw new PackException($"{bundle.Path}: {name}", BundleVerifier.Explain(status, bundle, entry));
            }

            file.Write(decoded);
        }
    }
}
