namespace TurtlGraph.Caching;

/// <summary>A trace is not in the format it was read as; the message says where, what is there, and what belongs there.</summary>
public sealed class TraceFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="line">Number of the line, from 1; 0 when the format has none.</param>
    /// <param name="offset">Offset of the faulty line or record in the decompressed bytes.</param>
    public TraceFormatException(string message, long line, long offset) : base(message)
    {
        Line = line;
        Offset = offset;
    }

    /// <summary>Number of the faulty line, from 1; 0 when the format has none.</summary>
    public long Line { get; }

    /// <summary>Offset in bytes of the faulty line or record, after decompression.</summary>
    public long Offset { get; }

    internal static TraceFormatException AtLine(TraceLines lines, ReadOnlySpan<byte> line, string expected) => new(
        $"line {lines.Number:N0} (byte {lines.Offset:N0}) is '{Shown(line)}'; {expected}", lines.Number, lines.Offset);

    internal static TraceFormatException AtOffset(long offset, string fault) => new($"byte {offset:N0}: {fault}", 0, offset);

    private static string Shown(ReadOnlySpan<byte> line)
    {
        const int most = 40;
        char[] text = new char[Math.Min(line.Length, most)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = line[i] is >= 0x20 and < 0x7f ? (char)line[i] : '?';
        }

        return new string(text) + (line.Length > most ? "..." : "");
    }
}
