using System.Numerics;

namespace TurtlGraph.Caching;

/// <summary>
/// Which records share segments by the time of their expiry: a group's records expire within about a quarter of their remaining
/// life of one another, so a segment goes as a whole soon after its records have expired, without being rewritten.
/// </summary>
internal static class ExpiryGroup
{
    private const long ShortestSpan = 64;

    /// <summary>The end of the group in seconds since 1970; 0 for records that never expire.</summary>
    public static long Of(uint expiresAt, long now)
    {
        if (expiresAt == 0)
        {
            return 0;
        }

        long left = Math.Max(0, expiresAt - now);
        long span = Math.Max(ShortestSpan, 1L << BitOperations.Log2((ulong)(left / 4) | 1));
        return (expiresAt + span - 1) / span * span;
    }
}
