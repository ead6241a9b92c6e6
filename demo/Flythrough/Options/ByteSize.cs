using System.Globalization;

namespace TurtlGraph.Flythrough;

/// <summary>Sizes as people write them: plain bytes, or with a suffix (<c>KiB MiB GiB</c> powers of 1024, <c>k M G</c> powers of 1000).</summary>
internal static class ByteSize
{
    // Longer suffixes first, so that "MiB" is not read as "B".
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("KiB", 1024.0), ("MiB", 1024.0 * 1024), ("GiB", 1024.0 * 1024 * 1024), ("TiB", 1024.0 * 1024 * 1024 * 1024),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1.0),
    ];

    /// <summary>Reads a size; letter case does not matter and <c>/s</c> at the end is allowed.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string number = text.Trim();
        if (number.EndsWith("/s", StringComparison.OrdinalIgnoreCase))
        {
            number = number[..^2];
        }

        double factor = 1.0;
        foreach ((string suffix, double value) in Suffixes)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                factor = value;
                number = number[..^suffix.Length];
                break;
            }
        }

        if (!double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)
            || amount * factor >= long.MaxValue)
        {
            return false;
        }

        bytes = (long)Math.Round(amount * factor);
        return true;
    }

    /// <summary>A size for people, three digits and a binary suffix.</summary>
    public static string Format(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        while (Math.Abs(bytes) >= 1000 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        string digits = unit == 0 || Math.Abs(bytes) >= 100 ? "f0" : Math.Abs(bytes) >= 10 ? "f1" : "f2";
        return $"{bytes.ToString(digits, CultureInfo.InvariantCulture)} {units[unit]}";
    }
}
