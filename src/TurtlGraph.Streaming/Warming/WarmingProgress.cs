namespace TurtlGraph.Streaming;

/// <summary>How far a warming has come.</summary>
/// <param name="Assets">Assets of the plan that are done with.</param>
/// <param name="TotalAssets">Assets of the plan.</param>
/// <param name="Loaded">Of those done, the ones it has loaded.</param>
/// <param name="Failed">Of those done, the ones that failed or are in no bundle.</param>
/// <param name="Bytes">Decoded bytes loaded, dependencies included.</param>
/// <param name="RequestedBytes">Decoded bytes asked for, those loaded included.</param>
/// <param name="Seconds">Time since its begin, on the runtime's clock.</param>
/// <param name="End">Why it ended; <see cref="WarmingEnd.None"/> while it goes on.</param>
public readonly record struct WarmingProgress(
    int Assets, int TotalAssets, int Loaded, int Failed, long Bytes, long RequestedBytes, double Seconds, WarmingEnd End)
{
    /// <summary>Whether it has ended.</summary>
    public bool IsOver => End != WarmingEnd.None;

    /// <summary>Part of the plan that is done with, 0 to 1.</summary>
    public double Share => TotalAssets == 0 ? 1 : (double)Assets / TotalAssets;
}
