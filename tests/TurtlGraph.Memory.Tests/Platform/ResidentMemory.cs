using System.Globalization;

namespace TurtlGraph.Memory.Tests;

/// <summary>How much memory the pages of an address range really take, as Linux tells it.</summary>
internal static unsafe class ResidentMemory
{
    /// <summary>Bytes of the maps that lie in the range.</summary>
    public static long Of(byte* start, long bytes)
    {
        long total = 0;
        var inside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var word = line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal));
            if (!word.EndsWith(":"))
            {
                var dash = word.IndexOf('-');
                var from = ulong.Parse(word[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                var to = ulong.Parse(word[(dash + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                inside = from >= (ulong)start && to <= (ulong)(start + bytes);
            }
            else if (inside && word.SequenceEqual("Rss:"))
            {
                total += 1024 * long.Parse(line.AsSpan(4, line.Length - 7), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }

        return total;
    }
}
