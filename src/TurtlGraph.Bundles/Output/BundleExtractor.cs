using System.Diagnostics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Writes entries of a bundle back to files, each verified before its file appears. Nothing is ever written outside the target
/// folder: names that could lead out are refused, and links that are already there are not followed. Thread-safe.
/// </summary>
public static class BundleExtractor
{
    /// <summary>
    /// Extracts all entries, or those that <paramref name="filter"/> picks. What is wrong with an entry is reported and the others
    /// go on; what is wrong with the folder ends it.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="overwrite">Whether files that are already there may be replaced.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="progress">Told after each file.</param>
    /// <exception cref="PackException">A link or a file is in the way, or a file cannot be written.</exception>
    public static ExtractReport Extract(
        Bundle bundle, string folder, bool overwrite = false, Func<int, bool>? filter = null, IProgress<PackProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var target = new ExtractTarget(folder);
        int files = 0;
        long bytes = 0;
        long started = Stopwatch.GetTimestamp();
        long seen = 0;
        var problems = new List<ExtractProblem>();
        foreach (int entry in bundle.PayloadOrder.ToArray())
        {
            if (filter is not null && !filter(entry))
            {
                continue;
            }

            string name = bundle.Name(entry);
            if (ExtractEntry(bundle, entry, name, target, overwrite) is { } explanation)
            {
                problems.Add(new ExtractProblem(entry, name, explanation));
            }
            else
            {
                files++;
                bytes += bundle.DecodedLengths[entry];
            }

            seen += bundle.DecodedLengths[entry];
            progress?.Report(new PackProgress(files + problems.Count, bundle.Count, seen, bytes, bundle.DecodedTotal, name)
            {
                Elapsed = Stopwatch.GetElapsedTime(started),
            });
        }

        return new ExtractReport { Folder = target.Root, Files = files, Bytes = bytes, Problems = problems };
    }

    /// <summary>Writes one entry; returns why it cannot be, or <see langword="null"/>.</summary>
    private static string? ExtractEntry(Bundle bundle, int entry, string name, ExtractTarget target, bool overwrite)
    {
        if (target.Refusal(name) is { } refusal)
        {
            return refusal;
        }

        if (!EntryDecoder.VerifyTree(bundle, entry))
        {
            return BundleVerifier.Explain(DecodeStatus.HashMismatch, bundle, entry);
        }

        string path = target.PathFor(name, overwrite);
        using var file = new AtomicFile(path, bufferLength: 0);
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, Math.Min(bundle.DecodedLengths[entry], bundle.BlockSize)));
        try
        {
            DecodeStatus status = WriteBlocks(bundle, entry, file, buffer);
            if (status != DecodeStatus.Ok)
            {
                return BundleVerifier.Explain(status, bundle, entry);
            }

            file.Commit(durable: false);
            return null;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DecodeStatus WriteBlocks(Bundle bundle, int entry, AtomicFile file, byte[] buffer)
    {
        for (int i = 0; i < bundle.BlockCount(entry); i++)
        {
            Span<byte> decoded = buffer.AsSpan(0, bundle.Block(entry, i).DecodedLength);
            DecodeStatus status = EntryDecoder.Shared.DecodeBlock(bundle, entry, i, decoded);
            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            file.Write(decoded);
        }

        return DecodeStatus.Ok;
    }
}
