using System.Globalization;

namespace TurtlGraph.Cli;

/// <summary>Byte counts as people write and read them.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, long Factor)[] s_units =
    [
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("kb", 1000), ("mb", 1_000_000), ("gb", 1_000_000_000),
        ("k", 1000), ("m", 1_000_000), ("g", 1_000_000_000), ("b", 1),
    ];

    /// <summary>Parses "65536", "64KiB", "1.5MB", "64k": KiB, MiB and GiB are powers of 1024, k, M and G powers of 1000.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var number = text.Trim().ToLowerInvariant();
        var factor = 1L;
        foreach (var (suffix, unit) in s_units)
        {
            if (number.EndsWith(suffix, StringComparison.Ordinal))
            {
                number = number[..^suffix.Length].TrimEnd();
                factor = unit;
                break;
            }
        }

        var parsed = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        var fits = parsed && value <= long.MaxValue / factor;
        bytes = fits ? (long)(value * factor) : 0;
        return fits;
    }

    public static string Format(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
    };
}
