using System.CommandLine;
using System.Globalization;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>Traces as files: compressed or not, in a format that is told or that the name suggests.</summary>
internal static class TraceFile
{
    private const int BufferBytes = 128 << 10;

    public static Option<string> Option() => new("--trace")
    {
        Description = "The trace; a file whose name ends in .gz or .zst is decompressed.", HelpName = "FILE", Required = true,
    };

    public static Option<string?> Format(string name = "--format")
    {
        var option = new Option<string?>(name)
        {
            Description = "How it is written. Without it the name tells: .csv, .oracleGeneral[.bin], .lis (arc), .trace (lirs), .be32, .be64, .turtltrace.",
            HelpName = string.Join('|', TraceReader.FormatNames),
        };
        CommandOptions.OneOf(option, [.. TraceReader.FormatNames]);
        return option;
    }

    /// <summary>Reads a trace whole, keys and sizes alone.</summary>
    public static CacheTrace Read(string path, string? format, CancellationToken interrupt) => WithName(path, () =>
    {
        using var reader = Open(path, format);
        return CacheTrace.Read(reader, interrupt);
    });

    /// <summary>What a trace touches, in words.</summary>
    public static string Shown(CacheTrace trace) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trace.Count:N0} requests for {trace.Footprint.Objects:N0} objects{(trace.HasSizes ? $" of {ByteSize.Format(trace.Footprint.Bytes)}" : "")}");

    /// <summary>Reads a trace whole, with its times.</summary>
    public static List<TraceRequest> ReadRequests(string path, string? format, CancellationToken interrupt) => WithName(path, () =>
    {
        using var reader = Open(path, format);
        return reader.ReadToEnd(interrupt);
    });

    /// <summary>What a recording holds.</summary>
    public static RecordingSummary Summary(string path, CancellationToken interrupt) => WithName(path, () =>
    {
        using var recording = new RecordingReader(OpenBytes(path));
        return RecordingSummary.Of(recording, interrupt);
    });

    /// <summary>Says of a fault in which file it is.</summary>
    public static T WithName<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TraceFormatException e)
        {
            throw new TraceFormatException($"{path}: {e.Message}", e.Line, e.Offset);
        }
        catch (InvalidDataException e)
        {
            throw new TraceFormatException($"{path}: cannot be decompressed: {e.Message}", 0, 0);
        }
    }

    /// <exception cref="UsageException">The format is not told, and the name does not suggest one.</exception>
    public static TraceReader Open(string path, string? format)
    {
        var known = FormatOf(path, format);
        return TraceReader.Open(OpenBytes(path), known);
    }

    public static TraceFormat FormatOf(string path, string? format) => format is not null && TraceReader.TryParseFormat(format, out var told)
        ? told
        : TraceReader.FormatOf(path) ?? throw new UsageException($"the name of '{path}' does not tell its format; give --format {string.Join('|', TraceReader.FormatNames)}");

    /// <summary>The file's bytes, decompressed.</summary>
    public static Stream OpenBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder; name the file of a trace");
        }

        var file = new FileStream(path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.SequentialScan });
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".gz" => new GzipFile(file),
                ".zst" => new ZstdDecompressionStream(file),
                _ => file,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
