using System.Buffers.Binary;
using System.Globalization;

namespace TurtlGraph.Caching;

/// <summary>Writes requests in any of the formats that <see cref="TraceReader"/> reads.</summary>
public static class TraceConversion
{
    private const string Description = """{ "converted": true, "time_unit": "as in the converted trace" }""";

    /// <summary>Writes a whole trace.</summary>
    /// <param name="requests">The requests, in order.</param>
    /// <param name="output">Where they go; disposed only by <see cref="TraceFormat.Turtl"/>, so dispose it in any case.</param>
    /// <param name="format">How. Formats without sizes or times lose them.</param>
    /// <exception cref="ArgumentException">A request cannot be written in this format; the message says which and why.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static void Write(IReadOnlyList<TraceRequest> requests, Stream output, TraceFormat format)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(output);
        switch (format)
        {
            case TraceFormat.Csv:
                WriteText(requests, output, "time,id,size\n", static request => string.Create(CultureInfo.InvariantCulture, $"{request.Time},{request.Key},{request.Size}\n"));
                break;
            case TraceFormat.Arc:
                WriteRuns(requests, output);
                break;
            case TraceFormat.Lirs:
                WriteText(requests, output, "", static request => string.Create(CultureInfo.InvariantCulture, $"{request.Key}\n"));
                break;
            case TraceFormat.Be32:
                WriteKeys(requests, output, sizeof(uint));
                break;
            case TraceFormat.Be64:
                WriteKeys(requests, output, sizeof(ulong));
                break;
            case TraceFormat.Oracle:
                WriteOracle(requests, output);
                break;
            case TraceFormat.Turtl:
                WriteRecording(requests, output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format.");
        }
    }

    private static void WriteText(IReadOnlyList<TraceRequest> requests, Stream output, string header, Func<TraceRequest, string> line)
    {
        using var text = new StreamWriter(output, bufferSize: 1 << 16, leaveOpen: true);
        text.Write(header);
        foreach (TraceRequest request in requests)
        {
            text.Write(line(request));
        }
    }

    /// <summary>Neighbours that follow each other at the same time are one line.</summary>
    private static void WriteRuns(IReadOnlyList<TraceRequest> requests, Stream output)
    {
        using var text = new StreamWriter(output, bufferSize: 1 << 16, leaveOpen: true);
        for (int start = 0, end; start < requests.Count; start = end)
        {
            TraceRequest first = requests[start];
            end = start + 1;
            while (end < requests.Count && requests[end].Key == first.Key + (ulong)(end - start) && requests[end].Time == first.Time)
            {
                end++;
            }

            text.Write(string.Create(CultureInfo.InvariantCulture, $"{first.Key} {end - start} 0 {Math.Max(0, first.Time)}\n"));
        }
    }

    private static void WriteKeys(IReadOnlyList<TraceRequest> requests, Stream output, int length)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < requests.Count; i++)
        {
            if (length == sizeof(uint) && requests[i].Key > uint.MaxValue)
            {
                throw new ArgumentException($"Request {i + 1:N0} is for key {requests[i].Key}, which has more than 32 bits; take be64.", nameof(requests));
            }

            BinaryPrimitives.WriteUInt64BigEndian(key, requests[i].Key);
            output.Write(key[^length..]);
        }
    }

    private static void WriteOracle(IReadOnlyList<TraceRequest> requests, Stream output)
    {
        ulong[] keys = [.. requests.Select(request => request.Key)];
        int[] next = NextUses.Of(new CacheTrace(keys));
        Span<byte> record = stackalloc byte[24];
        for (int i = 0; i < requests.Count; i++)
        {
            if (requests[i].Time is < 0 or > uint.MaxValue)
            {
                throw new ArgumentException($"Request {i + 1:N0} is at time {requests[i].Time}, which has more than 32 bits; oracle has no room for it.", nameof(requests));
            }

            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)requests[i].Time);
            BinaryPrimitives.WriteUInt64LittleEndian(record[4..], requests[i].Key);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], requests[i].Size);
            // The format counts requests from 1; -1 is never.
            BinaryPrimitives.WriteInt64LittleEndian(record[16..], next[i] == NextUses.Never ? -1 : next[i] + 1L);
            output.Write(record);
        }
    }

    private static void WriteRecording(IReadOnlyList<TraceRequest> requests, Stream output)
    {
        using var objects = new TraceObjects();
        using var writer = new RecordingWriter(output, Description, new RecordingWriterOptions { WaitsForFile = true });
        long time = long.MinValue;
        foreach (TraceRequest request in requests)
        {
            if (request.Time != time)
            {
                time = request.Time;
                writer.BeginFrame(time, default);
            }

            writer.Write(RecordedKind.Accessed, objects.NumberOf(request.Key), request.Key, (int)Math.Min(request.Size, int.MaxValue), request.Size);
        }

        writer.Finish();
        if (writer.Fault is { } fault)
        {
            throw new IOException($"The recording cannot be written: {fault.Message}", fault);
        }
    }
}
