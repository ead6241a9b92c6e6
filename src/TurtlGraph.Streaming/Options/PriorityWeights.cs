namespace TurtlGraph.Streaming;

/// <summary>
/// Weights of the factors in a request's score (source A, chapter 8). Each factor is 0 to 1; the weights add up to 1 by
/// default, so the score is 0 to 1 too.
/// </summary>
public sealed class PriorityWeights
{
    /// <summary>Nearness: 1 / (metres + 1).</summary>
    public float Distance { get; set; } = 0.4f;

    /// <summary>Being in the direction of view: the cosine, not below 0; half of it outside the view cone.</summary>
    public float View { get; set; } = 0.2f;

    /// <summary>Being small, so that it is there soon: 1 / (MiB + 1).</summary>
    public float Size { get; set; } = 0.1f;

    /// <summary>Having waited: full after <see cref="AgeSeconds"/>.</summary>
    public float Age { get; set; } = 0.2f;

    /// <summary>Level of detail times importance.</summary>
    public float Lod { get; set; } = 0.1f;

    /// <summary>Waiting time at which the age factor is full, in seconds. Default 5 (source A).</summary>
    public float AgeSeconds { get; set; } = 5f;

    /// <summary>
    /// Seconds of further waiting in which a demanded request rises by one class in the order of admission, once the age factor is
    /// full, so that nothing starves behind what keeps coming. Its class itself stays. Default 10.
    /// </summary>
    public float ClimbSeconds { get; set; } = 10f;

    /// <summary>
    /// How far ahead the way of a viewer counts, in seconds: an asset that it comes nearer to at v m/s counts as v times this nearer.
    /// Default 0.5; 0 looks at the present place alone.
    /// </summary>
    public float LookaheadSeconds { get; set; } = 0.5f;

    /// <summary>
    /// How much farther than a limit of <see cref="StreamingOptions.UrgencyDistances"/> a request must be to leave the more urgent
    /// class, as a share of the limit, so that classes do not flutter. Default 0.1.
    /// </summary>
    public float ClassHysteresis { get; set; } = 0.1f;

    internal bool AreFinite
    {
        get
        {
            ReadOnlySpan<float> values = [Distance, View, Size, Age, Lod, AgeSeconds, ClimbSeconds, LookaheadSeconds, ClassHysteresis];
            foreach (float value in values)
            {
                if (!(float.IsFinite(value) && value >= 0))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
