namespace TurtlGraph.Streaming;

/// <summary>
/// How fast one stage of loading (the device, the decoders) gets done what it has, measured only while it always has something to
/// do: a stage that waits for work shows how much it was given, not what it can.
/// </summary>
internal sealed class StageSpeed
{
    /// <summary>Busy time that makes one sample, in seconds: long enough that one slow read in it does not count for much.</summary>
    private const double SampleSeconds = 0.1;

    private const double WeightOfSample = 0.3;

    /// <summary>Growth a second of what is believed while nothing shows it: a stage that has become faster is found out.</summary>
    private const double Forgetting = 0.1;

    private double _bytes;
    private double _seconds;

    /// <summary>Bytes a second; infinity until it has been busy for long enough.</summary>
    public double BytesPerSecond { get; private set; } = double.PositiveInfinity;

    /// <summary>Seconds a byte; 0 while unknown.</summary>
    public double SecondsPerByte => 1 / BytesPerSecond;

    /// <summary>Notes a step of time.</summary>
    /// <param name="before">Bytes that the stage had to do when the step began.</param>
    /// <param name="ended">Bytes that it was rid of in the step, in whatever way.</param>
    /// <param name="done">Of these, the bytes that it has really done.</param>
    /// <param name="seconds">Length of the step.</param>
    public void Note(long before, long ended, long done, double seconds)
    {
        if (seconds <= 0)
        {
            return;
        }

        if (ended >= before)
        {
            BytesPerSecond *= 1 + (Forgetting * seconds);
            return;
        }

        _bytes += done;
        _seconds += seconds;
        if (_seconds >= SampleSeconds)
        {
            double sample = Math.Max(_bytes, 1) / _seconds;
            BytesPerSecond = double.IsInfinity(BytesPerSecond) ? sample : BytesPerSecond + ((sample - BytesPerSecond) * WeightOfSample);
            _bytes = 0;
            _seconds = 0;
        }
    }
}
