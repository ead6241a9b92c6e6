using System.Globalization;

namespace TurtlGraph.Memory;

/// <summary>Byte counts as people read them: powers of 1000, one decimal.</summary>
internal static class ByteText
{
    public static string Format(long bytes) => bytes switch
    {
        < 0 => "-" + Format(-Math.Max(bytes, -long.MaxValue)),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
    };
}
