using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Reads the requests of a trace one after the other. The bytes are already decompressed: wrap the stream where the file is not.
/// One thread at a time; disposing it disposes the stream.
/// </summary>
public abstract class TraceReader : IDisposable
{
    /// <summary>The names of the formats, as people write them, in the order of <see cref="TraceFormat"/>.</summary>
    public static IReadOnlyList<string> FormatNames { get; } = ["csv", "oracle", "arc", "lirs", "be32", "be64", "turtl"];

    /// <summary>Whether the requests carry sizes; otherwise each is 1.</summary>
    public abstract bool HasSizes { get; }

    /// <summary>Opens a trace.</summary>
    /// <param name="stream">The decompressed bytes, at their beginning; owned by the reader.</param>
    /// <param name="format">How they are written.</param>
    /// <exception cref="TraceFormatException">The beginning is not of this format.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TraceReader Open(Stream stream, TraceFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return format switch
        {
            TraceFormat.Csv => new CsvTraceReader(stream),
            TraceFormat.Oracle => new OracleTraceReader(stream),
            TraceFormat.Arc => new ArcTraceReader(stream),
            TraceFormat.Lirs => new LirsTraceReader(stream),
            TraceFormat.Be32 => new KeyTraceReader(stream, sizeof(uint)),
            TraceFormat.Be64 => new KeyTraceReader(stream, sizeof(ulong)),
            TraceFormat.Turtl => new RecordedTraceReader(stream),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }

    /// <summary>The format of a name in <see cref="FormatNames"/>.</summary>
    public static bool TryParseFormat(string name, out TraceFormat format)
    {
        for (int i = 0; i < FormatNames.Count; i++)
        {
            if (FormatNames[i] == name)
            {
                format = (TraceFormat)i;
                return true;
            }
        }

        format = default;
        return false;
    }

    /// <summary>The format that a file's name suggests, its <c>.gz</c> or <c>.zst</c> taken off; <see langword="null"/> when it suggests none.</summary>
    public static TraceFormat? FormatOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path).ToLowerInvariant();
        name = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name.EndsWith(".zst", StringComparison.Ordinal) ? name[..^4] : name;
        return Path.GetExtension(name) switch
        {
            ".csv" => TraceFormat.Csv,
            ".bin" or ".oraclegeneral" => name.Contains("oraclegeneral", StringComparison.Ordinal) ? TraceFormat.Oracle : null,
            ".lis" => TraceFormat.Arc,
            ".trace" or ".trc" or ".lirs" => TraceFormat.Lirs,
            ".be32" => TraceFormat.Be32,
            ".be64" => TraceFormat.Be64,
            ".turtltrace" => TraceFormat.Turtl,
            _ => null,
        };
    }

    /// <summary>Reads the next requests, as many as there are and fit; 0 at the end.</summary>
    /// <exception cref="TraceFormatException">What follows is not of this format.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public abstract int Read(Span<TraceRequest> requests);

    /// <summary>Reads all that is left, times included.</summary>
    /// <param name="interrupt">Ends it early.</param>
    /// <exception cref="TraceFormatException">What follows is not of this format, or is more than fits in memory.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public List<TraceRequest> ReadToEnd(CancellationToken interrupt = default)
    {
        var requests = new List<TraceRequest>();
        var batch = new TraceRequest[4096];
        for (int read = Read(batch); read > 0; read = Read(batch))
        {
            interrupt.ThrowIfCancellationRequested();
            if (requests.Capacity - requests.Count < read)
            {
                TraceMemory.Require(2L * requests.Capacity * Unsafe.SizeOf<TraceRequest>(), requests.Count);
            }

            requests.AddRange(batch.AsSpan(0, read));
        }

        return requests;
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
