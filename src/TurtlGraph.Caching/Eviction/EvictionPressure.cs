using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// How memory pressure weighs on eviction scores. A factor common to all scores changes no order; it decides how much is
/// <see cref="LeastWorthless">worthless</see>: the fuller memory is, the less stale, far and unwanted an asset has to be to go before its place is needed.
/// </summary>
public static class EvictionPressure
{
    /// <summary>What scores are multiplied with: 1, 1.2 from 70 %, 1.5 from 85 %, 2 from 95 % in use.</summary>
    public static float Multiplier(MemoryPressure pressure) => pressure switch
    {
        MemoryPressure.None => 1f,
        MemoryPressure.Low => 1.2f,
        MemoryPressure.Medium => 1.5f,
        _ => 2f,
    };

    /// <summary>
    /// The least score of <see cref="EvictionScoring"/> that says, at this pressure, that an asset nobody holds is not worth its memory: times
    /// the multiplier it is 1.
    /// </summary>
    public static float LeastWorthless(MemoryPressure pressure) => 1f / Multiplier(pressure);
}
