namespace TurtlGraph.Bundles;

/// <summary>The limits of patch format version 1. A reader refuses what exceeds them.</summary>
public static class PatchLimits
{
    /// <summary>Steps of a patch; a reader holds 16 bytes for each.</summary>
    public const int MaxSteps = 1 << 24;

    /// <summary>Zeros that one step may stand for; gaps between payloads are shorter. So no small patch stands for a huge file.</summary>
    public const int MaxZeros = 1 << 16;
}
