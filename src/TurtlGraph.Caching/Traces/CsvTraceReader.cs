using System.Buffers.Text;
using System.Text;

namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Csv"/>. A request of no bytes is passed over.</summary>
internal sealed class CsvTraceReader : TraceReader
{
    private const int None = -1;
    private const string Expected = "expected is time,id[,size], numbers all, though an id may be a word";
    private static readonly string[] s_times = ["time", "timestamp", "ts"];
    private static readonly string[] s_keys = ["id", "key", "obj_id", "object", "objectid", "lbn"];
    private static readonly string[] s_sizes = ["size", "obj_size", "bytes"];

    private readonly TraceLines _lines;
    private readonly TraceRequest? _first;
    private readonly int _columns = 2;
    private int _time;
    private int _key = 1;
    private int _size = None;
    private bool _firstIsTaken;

    public CsvTraceReader(Stream stream)
    {
        _lines = new TraceLines(stream);
        while (_lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (IsComment(line))
            {
                continue;
            }

            _columns = line.Count((byte)',') + 1;
            if (!TryReadHeader(line))
            {
                _size = _columns > 2 ? 2 : None;
                _first = Parse(line);
            }

            break;
        }
    }

    public override bool HasSizes => _size != None;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        if (!_firstIsTaken && requests.Length > 0)
        {
            _firstIsTaken = true;
            if (_first is { Size: > 0 } first)
            {
                requests[count++] = first;
            }
        }

        while (count < requests.Length && _lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (!IsComment(line))
            {
                requests[count] = Parse(line);
                count += requests[count].Size > 0 ? 1 : 0;
            }
        }

        return count;
    }

    public override void Dispose() => _lines.Dispose();

    private static bool IsComment(ReadOnlySpan<byte> line) => line.IsEmpty || line[0] == (byte)'#';

    /// <summary>A first line whose time is no number names the columns.</summary>
    private bool TryReadHeader(ReadOnlySpan<byte> line)
    {
        string[] names = Encoding.UTF8.GetString(line).ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        if (names[0].Length == 0 || names[0].All(letter => char.IsAsciiDigit(letter) || letter is '.' or '-' or '+' or 'e'))
        {
            return false;
        }

        _time = Array.FindIndex(names, name => s_times.Contains(name));
        _key = Array.FindIndex(names, name => s_keys.Contains(name));
        _size = Array.FindIndex(names, name => s_sizes.Contains(name));
        if (_key < 0)
        {
            throw TraceFormatException.AtLine(_lines, line, $"{Expected}; or a line of column names of which one is {string.Join(" or ", s_keys)}");
        }

        return true;
    }

    private TraceRequest Parse(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        long time = 0, size = 1;
        ulong key = 0;
        bool hasKey = false, hasSize = _size == None;
        for (int column = 0; column < _columns; column++)
        {
            int comma = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> field = (comma >= 0 ? rest[..comma] : rest).Trim(" \t"u8);
            if (column == _time && !TryParseTime(field, out time))
            {
                throw TraceFormatException.AtLine(_lines, line, $"'time' is no number; {Expected}");
            }

            if (column == _key)
            {
                key = KeyOf(field);
                hasKey = !field.IsEmpty;
            }

            if (column == _size)
            {
                hasSize = Utf8Parser.TryParse(field, out size, out int length) && length == field.Length && size is >= 0 and <= uint.MaxValue;
            }

            if (comma < 0)
            {
                break;
            }

            rest = rest[(comma + 1)..];
        }

        return hasKey && hasSize
            ? new TraceRequest(time, key, (uint)size)
            : throw TraceFormatException.AtLine(_lines, line, hasKey ? $"'size' is no whole number from 0 to {uint.MaxValue}; {Expected}" : $"'id' is missing; {Expected}");
    }

    private static bool TryParseTime(ReadOnlySpan<byte> field, out long time)
    {
        if (Utf8Parser.TryParse(field, out time, out int length) && length == field.Length)
        {
            return true;
        }

        bool isNumber = Utf8Parser.TryParse(field, out double seconds, out length) && length == field.Length && Math.Abs(seconds) < 9e18;
        time = isNumber ? (long)seconds : 0;
        return isNumber;
    }

    /// <summary>The number, or of a word its hash (FNV-1a, 64 bits).</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> field)
    {
        if (Utf8Parser.TryParse(field, out ulong key, out int length) && length == field.Length)
        {
            return key;
        }

        ulong hash = 14695981039346656037;
        foreach (byte letter in field)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return hash;
    }
}
