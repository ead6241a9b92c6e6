using System.Globalization;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>A cache's size as people write it: a number of objects, of bytes, or a share of a trace's footprint.</summary>
internal readonly record struct CacheSize(long Amount, decimal Percent)
{
    /// <summary>Parses "5000", "64MiB", "10%", "0.5%".</summary>
    public static bool TryParse(string text, out CacheSize size)
    {
        size = default;
        if (!text.EndsWith('%'))
        {
            var isSound = ByteSize.TryParse(text, out var amount) && amount > 0;
            size = new CacheSize(amount, 0);
            return isSound;
        }

        var isShare = decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent > 0;
        size = new CacheSize(0, percent);
        return isShare && percent <= 1_000_000;
    }

    /// <summary>The size in the unit, a share rounded to the nearest whole number and at least 1.</summary>
    public long Resolve(CacheTrace trace, CacheUnit unit)
    {
        if (Percent == 0)
        {
            return Amount;
        }

        var whole = unit == CacheUnit.Bytes ? trace.Footprint.Bytes : trace.Footprint.Objects;
        return (long)Math.Clamp(Math.Round(whole * Percent / 100, MidpointRounding.AwayFromZero), 1, long.MaxValue);
    }
}
