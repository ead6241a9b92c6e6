using System.Buffers.Text;

namespace TurtlGraph.Caching;

/// <summary>The lines of a text in bytes, without their ends; a line is as long as it likes up to 1 MiB.</summary>
internal sealed class TraceLines(Stream stream) : IDisposable
{
    private const int LongestLine = 1 << 20;
    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _bufferOffset;
    private bool _atEnd;
    private bool _hasBegun;

    /// <summary>The byte order mark that some programs write before a text in UTF-8; no part of the first line.</summary>
    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <summary>Number of the last line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Where the last line begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The next line, trimmed of blanks; valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        int scanned = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (found >= 0 || (_atEnd && _end > _start))
            {
                int length = found >= 0 ? scanned + found : _end - _start;
                line = _buffer.AsSpan(_start, length).Trim(" \t\r"u8);
                Offset = _bufferOffset + _start;
                Number++;
                _start = Math.Min(_start + length + 1, _end);
                return true;
            }

            if (_atEnd)
            {
                line = default;
                return false;
            }

            scanned = _end - _start;
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Takes a number and the blanks before it from the front of a line.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> line, out ulong value)
    {
        line = line.TrimStart(" \t"u8);
        if (line.IsEmpty || !char.IsAsciiDigit((char)line[0]) || !Utf8Parser.TryParse(line, out value, out int length)
            || (length < line.Length && line[length] is not ((byte)' ' or (byte)'\t')))
        {
            value = 0;
            return false;
        }

        line = line[length..];
        return true;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _bufferOffset += _start;
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
            {
                throw new TraceFormatException(
                    $"line {Number + 1:N0} (byte {_bufferOffset:N0}) is longer than {LongestLine:N0} bytes; is this a text?", Number + 1, _bufferOffset);
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = _hasBegun ? stream.Read(_buffer, _end, _buffer.Length - _end) : stream.ReadAtLeast(_buffer, Mark.Length, throwOnEndOfStream: false);
        _end += read;
        _atEnd = read == 0;
        if (!_hasBegun)
        {
            _hasBegun = true;
            _start = _buffer.AsSpan(0, _end).StartsWith(Mark) ? Mark.Length : 0;
        }
    }
}
