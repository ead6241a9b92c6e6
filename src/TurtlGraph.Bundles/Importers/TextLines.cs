using System.Buffers.Text;
using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// Reads a text file line by line as bytes, with the place of each line. Lines end with a line feed; a carriage return before it is
/// dropped, and so is the mark of UTF-8 at the beginning. UTF-16 is refused. Memory stays that of the longest line.
/// </summary>
internal sealed class TextLines : IDisposable
{
    private const int MaxLine = 16 << 20;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _joins;
    private byte[] _buffer = new byte[64 << 10];
    private byte[] _joined = [];
    private int _start;
    private int _end;
    private long _next;

    /// <param name="content">The text.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="joins">Whether a backslash at the end of a line joins the next one to it.</param>
    public TextLines(ImportContent content, string path, bool joins = false)
    {
        _path = path;
        _joins = joins;
        _stream = Guard(content.Open);
    }

    /// <summary>Number of the line, from 1; of the first where lines are joined.</summary>
    public int Number { get; private set; }

    /// <summary>Where in the file the line begins.</summary>
    public long Offset { get; private set; }

    private int Lines { get; set; }

    /// <summary>The next line; false at the end. It is valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        Offset = _next;
        Number = Lines + 1;
        if (!NextRaw(out line))
        {
            return false;
        }

        if (!_joins || !line.EndsWith("\\"u8))
        {
            return true;
        }

        var length = 0;
        bool more;
        do
        {
            more = line.EndsWith("\\"u8);
            var part = more ? line[..^1] : line;
            Reserve(length + part.Length + 1);
            part.CopyTo(_joined.AsSpan(length));
            length += part.Length;
            _joined[length++] = (byte)' ';
        }
        while (more && NextRaw(out line));

        line = _joined.AsSpan(0, length);
        return true;
    }

    /// <summary>Passes over bytes that are no lines. False when the file ends before.</summary>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (_start == _end && !Fill())
            {
                return false;
            }

            var step = (int)Math.Min(count, _end - _start);
            Lines += _buffer.AsSpan(_start, step).Count((byte)'\n');
            _start += step;
            _next += step;
            count -= step;
        }

        return true;
    }

    /// <summary>Takes the next word, up to blanks or the end; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }

    /// <summary>Takes the next word as a finite number.</summary>
    public static bool TryNumber(ref ReadOnlySpan<byte> rest, out double number)
    {
        var word = Word(ref rest);
        if (word.StartsWith("+"u8))
        {
            word = word[1..];
        }

        return Utf8Parser.TryParse(word, out number, out var used) && used == word.Length && double.IsFinite(number);
    }

    /// <summary>
    /// Takes three finite numbers. What follows a number in its word does not count: that is how the readers take it that the files
    /// were made for.
    /// </summary>
    public static bool TryVector(ref ReadOnlySpan<byte> rest, out Vector3 vector)
    {
        vector = default;
        for (var axis = 0; axis < 3; axis++)
        {
            var word = Word(ref rest);
            if (!Utf8Parser.TryParse(word.StartsWith("+"u8) ? word[1..] : word, out float number, out _) || !float.IsFinite(number))
            {
                return false;
            }

            vector[axis] = number;
        }

        return true;
    }

    /// <summary>Text in UTF-8, or in Latin-1 when it is not that.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) =>
        (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    public ImportException Fault(string reason) => new(_path, Number, reason);

    public void Dispose() => _stream.Dispose();

    private bool NextRaw(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = Take(searched + end, 1);
                return true;
            }

            searched = _end - _start;
            if (searched > MaxLine)
            {
                throw new ImportException(_path, Lines + 1, $"the line is longer than {MaxLine} bytes; this is no such text");
            }

            if (!Fill())
            {
                line = Take(searched, 0);
                return searched > 0;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int length, int ending)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + ending;
        _next += length + ending;
        if (Lines++ == 0)
        {
            if (line.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || line.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            {
                throw new ImportException(_path, 1, "it is UTF-16; save it as UTF-8");
            }

            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = Guard(() => _stream.Read(_buffer, _end, _buffer.Length - _end));
        _end += read;
        return read > 0;
    }

    private void Reserve(int length)
    {
        if (length > MaxLine)
        {
            throw new ImportException(_path, Number, $"the joined lines are longer than {MaxLine} bytes; this is no such text");
        }

        if (length > _joined.Length)
        {
            Array.Resize(ref _joined, Math.Max(length, _joined.Length * 2));
        }
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ImportException(_path, 0, e.Message, e);
        }
    }
}
