namespace TurtlGraph.Streaming;

/// <summary>
/// How fast one stage of loading (the device, the decoders) gets done what it has, measured only while it has more than it can do at
/// once: a stage that waits for work shows how much it was given, not what it can.
/// </summary>
internal sealed class StageSpeed
{
    /// <summary>Busy time that makes one sample, in seconds: long enough that one slow read in it does not count for much.</summary>
    private const double SampleSeconds = 0.25;

    private const double WeightOfSample = 0.3;

    /// <summary>Growth a second of the limit while the stage is not busy: a figure that was too low, for want of processors say, must not keep itself down.</summary>
    private const double Forgetting = 2;

    private double _bytes;
    private double _seconds;

    /// <summary>Bytes a second as last measured; infinity until it has been busy for long enough.</summary>
    public double BytesPerSecond { get; private set; } = double.PositiveInfinity;

    /// <summary>The most that it should be asked for: what was measured, and more when that has been some time ago.</summary>
    public double Limit { get; private set; } = double.PositiveInfinity;

    /// <summary>Seconds a byte; 0 while unknown.</summary>
    public double SecondsPerByte => 1 / BytesPerSecond;

    /// <summary>Notes a step of time, whether the stage had more to do than it could all through it, and what it has done.</summary>
    public void Note(bool isBusy, long done, double seconds)
    {
        if (!isBusy)
        {
            Limit *= 1 + (Forgetting * seconds);
            return;
        }

        _bytes += done;
        _seconds += seconds;
        if (_seconds >= SampleSeconds)
        {
            double sample = Math.Max(_bytes, 1) / _seconds;
            BytesPerSecond = double.IsInfinity(BytesPerSecond) ? sample : BytesPerSecond + ((sample - BytesPerSecond) * WeightOfSample);
            Limit = BytesPerSecond;
            _bytes = 0;
            _seconds = 0;
        }
    }
}
