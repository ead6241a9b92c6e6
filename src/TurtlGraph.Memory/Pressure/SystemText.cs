using System.Buffers.Text;

namespace TurtlGraph.Memory;

/// <summary>Reads the few forms of text in which kernels tell about memory. What does not parse is "not told".</summary>
internal static class SystemText
{
    /// <summary>A file that is one number, or the word <c>max</c> for "no limit".</summary>
    public static bool TryParseBytes(ReadOnlySpan<byte> text, out long bytes)
    {
        if (text.StartsWith("max"u8))
        {
            bytes = long.MaxValue;
            return true;
        }

        if (Utf8Parser.TryParse(text, out ulong value, out _))
        {
            bytes = (long)Math.Min(value, long.MaxValue);
            return true;
        }

        bytes = 0;
        return false;
    }

    /// <summary>The number behind a key at the start of a line: <c>inactive_file 4096</c>, <c>MemTotal:  1024 kB</c>.</summary>
    public static bool TryFindNumber(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out long value)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith(key) && line.Length > key.Length && line[key.Length] is (byte)' ' or (byte)':')
            {
                return Utf8Parser.TryParse(line[(key.Length + 1)..].TrimStart((byte)' '), out value, out _);
            }
        }

        value = 0;
        return false;
    }

    /// <summary>The ten-second averages of a PSI file, in percent: <c>some avg10=0.12 avg60=…</c>, <c>full avg10=…</c>.</summary>
    public static bool TryParseStalls(ReadOnlySpan<byte> text, out double some, out double full)
    {
        // Kernels before 5.13 have no line "full" for some resources; what is not there is no stall.
        full = 0;
        return TryParseStall(text, "some avg10="u8, out some) && (TryParseStall(text, "full avg10="u8, out full) || text.IndexOf("full"u8) < 0);
    }

    private static bool TryParseStall(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out double percent)
    {
        percent = 0;
        var at = text.IndexOf(key);
        return at >= 0 && Utf8Parser.TryParse(text[(at + key.Length)..], out percent, out _);
    }
}
