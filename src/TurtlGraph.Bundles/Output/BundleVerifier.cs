using System.Diagnostics;

namespace TurtlGraph.Bundles;

/// <summary>Checks a whole bundle: header, tables, and every payload byte against its hash. Thread-safe.</summary>
public static class BundleVerifier
{
    /// <summary>Opens and checks a file. A damaged file is a finding, not an exception.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <param name="path">The bundle.</param>
    /// <param name="progress">Told after each entry.</param>
    /// <param name="options">Limits, and keys one of which must have signed it; what is not trusted is checked all the same.</param>
    public static VerifyReport VerifyFile(string path, IProgress<PackProgress>? progress = null, BundleOpenOptions? options = null)
    {
        options ??= BundleOpenOptions.Default;
        try
        {
            using Bundle bundle = Bundle.Open(path, options with { TrustedKeys = [] });
            return Verify(bundle, progress, options.TrustedKeys, options.MinSignedVersion);
        }
        catch (BundleFormatException error)
        {
            return new VerifyReport
            {
                Path = path,
                Entries = 0,
                Bytes = 0,
                FormatError = error.Message,
                TrustError = null,
                Signature = null,
                Problems = [],
                Dependencies = null,
            };
        }
    }

    /// <summary>Checks the payloads of an open bundle, in the order they lie in the file.</summary>
    public static VerifyReport Verify(Bundle bundle, IProgress<PackProgress>? progress = null) => Verify(bundle, progress, [], 0);

    private static VerifyReport Verify(Bundle bundle, IProgress<PackProgress>? progress, IReadOnlyList<BundlePublicKey> trusted, long minVersion)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var problems = new List<VerifyProblem>();
        long bytes = 0;
        int done = 0;
        long started = Stopwatch.GetTimestamp();
        foreach ((int entry, DecodeStatus status) in Statuses(bundle))
        {
            if (status != DecodeStatus.Ok)
            {
                problems.Add(new VerifyProblem(
                    entry, bundle.Name(entry), bundle.Offsets[entry], status, Explain(status, bundle, entry)));
            }

            bytes += bundle.DecodedLengths[entry];
            done++;
            progress?.Report(new PackProgress(done, bundle.Count, bytes, 0, bundle.DecodedTotal, bundle.Name(entry)) { Elapsed = Stopwatch.GetElapsedTime(started) });
        }

        return new VerifyReport
        {
            Path = bundle.Path,
            Entries = bundle.Count,
            Bytes = bytes,
            FormatError = null,
            TrustError = TrustError(bundle, trusted, minVersion),
            Signature = bundle.Signature,
            Problems = problems,
            Dependencies = new DependencyGraph(bundle).Report(),
        };
    }

    /// <summary>What a status means for an entry, and what to do.</summary>
    public static string Explain(DecodeStatus status, Bundle bundle, int entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        string place = $"its payload at byte {bundle.Offsets[entry]} ({bundle.StoredLengths[entry]} bytes, {(CodecId)bundle.Codecs[entry]})";
        return status switch
        {
            DecodeStatus.Ok => "it is whole",
            DecodeStatus.CorruptPayload => $"{place} cannot be decoded: the bundle is damaged; copy or pack it again",
            DecodeStatus.HashMismatch => $"{place} does not match its hash: the bundle is damaged; copy or pack it again",
            DecodeStatus.CodecUnavailable => CodecRegistry.Default.WhyUnavailable((CodecId)bundle.Codecs[entry])
                ?? $"{place} needs a codec that is not registered",
            DecodeStatus.FileChanged => $"{place} is not as it was: the file was cut or written to while it was open; open it again",
            DecodeStatus.ReadFailed => $"{place} cannot be read: the device or the server failed",
            _ => $"{place} has another length than the tables state",
        };
    }

    /// <summary>Without keys nobody can say who signed, but a signature of something else is wrong whoever made it.</summary>
    private static string? TrustError(Bundle bundle, IReadOnlyList<BundlePublicKey> trusted, long minVersion)
    {
        if (trusted.Count == 0 && bundle.Signature is null or { IsOfThisBundle: true })
        {
            return null;
        }

        try
        {
            bundle.RequireSignature(trusted, minVersion);
            return null;
        }
        catch (UntrustedBundleException error)
        {
            return trusted.Count > 0 ? error.Message : $"'{bundle.Path}' has the signature of another bundle: its tables were changed after signing.";
        }
    }

    /// <summary>How each entry fares, in the order of the payloads; small neighbours are verified together.</summary>
    private static IEnumerable<(int Entry, DecodeStatus Status)> Statuses(Bundle bundle)
    {
        int[] order = bundle.PayloadOrder.ToArray();
        var statuses = new DecodeStatus[SmallEntries.Most];
        using var small = new SmallEntries(bundle);
        for (int first = 0; first < order.Length;)
        {
            int count = 0;
            while (first + count < order.Length && count < SmallEntries.Most && small.Takes(order[first + count]))
            {
                count++;
            }

            if (count > 0)
            {
                small.Verify(order.AsSpan(first, count), statuses);
            }
            else
            {
                statuses[count++] = Check(bundle, order[first]);
            }

            for (int i = 0; i < count; i++)
            {
                yield return (order[first + i], statuses[i]);
            }

            first += count;
        }
    }

    /// <summary>Decodes block by block, so that a large entry needs the memory of one block.</summary>
    private static DecodeStatus Check(Bundle bundle, int entry)
    {
        if (!EntryDecoder.VerifyTree(bundle, entry))
        {
            return DecodeStatus.HashMismatch;
        }

        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, Math.Min(bundle.DecodedLengths[entry], bundle.BlockSize)));
        DecodeStatus status = DecodeStatus.Ok;
        for (int i = 0; i < bundle.BlockCount(entry) && status == DecodeStatus.Ok; i++)
        {
            status = EntryDecoder.Shared.DecodeBlock(bundle, entry, i, buffer.AsSpan(0, bundle.Block(entry, i).DecodedLength));
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return status;
    }
}
