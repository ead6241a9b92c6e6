namespace TurtlGraph.Prediction;

/// <summary>An item a predictor expects to be needed.</summary>
public struct SpatialCandidate
{
    /// <summary>Number of the item in the <see cref="SpatialIndex"/>.</summary>
    public int Item;

    /// <summary>How sure the predictor is, 0 to 1.</summary>
    public float Confidence;

    /// <summary>Seconds from now until it is expected to be needed, 0 or more.</summary>
    public float SecondsUntilNeeded;
}
