namespace TurtlGraph.Streaming;

/// <content>Warming.</content>
public sealed partial class AssetRuntime
{
    private readonly List<AssetWarming> _warmings = [];

    /// <summary>
    /// Begins to load what a plan lists, while nothing more urgent is asked for: after a cold start, or behind a loading screen. One
    /// warming at a time: another one that still goes on is cancelled. On the frame thread, between updates.
    /// </summary>
    /// <param name="plan">What to load, in which order.</param>
    /// <param name="options">Limits; null for none but free memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit cannot work.</exception>
    public AssetWarming Warm(WarmingPlan plan, WarmingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ObjectDisposedException.ThrowIf(_disposed, this);
        options ??= new WarmingOptions();
        options.Validate();
        foreach (AssetWarming earlier in _warmings)
        {
            earlier.Cancel();
        }

        var warming = new AssetWarming(this, plan, options);
        _warmings.Add(warming);
        return warming;
    }

    private void StepWarming()
    {
        for (int i = _warmings.Count - 1; i >= 0; i--)
        {
            if (!_warmings[i].Step())
            {
                _warmings.RemoveAt(i);
            }
        }
    }
}
