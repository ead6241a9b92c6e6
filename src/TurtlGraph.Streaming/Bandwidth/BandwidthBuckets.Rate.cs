namespace TurtlGraph.Streaming;

/// <content>The rate: lower while frames are long, higher while they are short and the rate is used up; source A's constants.</content>
internal sealed partial class BandwidthBuckets
{
    private const double LowerAt = 1.1;
    private const double RaiseAt = 0.9;
    private const double LowerBy = 0.9;
    private const double RaiseBy = 1.1;
    private const double RaiseWhenUsed = 0.8;

    private readonly double _minRate;
    private readonly double _maxRate;
    private readonly double _targetFrameSeconds;
    private double _steeredRate;
    private double _ceiling = double.PositiveInfinity;
    private double _windowSeconds;
    private double _windowFrameSeconds;
    private int _windowFrames;
    private double _windowSpent;

    /// <summary>
    /// The rate in force, in bytes a second: what frame time allows, but not more than the machine gets done. A measured speed below the
    /// lowest rate does not count: it would keep itself down.
    /// </summary>
    public double BytesPerSecond => Math.Min(_steeredRate, Math.Max(_ceiling, _minRate));

    private void Steer()
    {
        double frame = _windowFrameSeconds / _windowFrames / _targetFrameSeconds;
        if (frame > LowerAt)
        {
            _steeredRate = BytesPerSecond * LowerBy;
        }
        else if (frame < RaiseAt && _windowSpent > RaiseWhenUsed * _steeredRate * _windowSeconds)
        {
            _steeredRate *= RaiseBy;
        }

        _steeredRate = Math.Clamp(_steeredRate, _minRate, _maxRate);
        _windowSeconds = 0;
        _windowFrameSeconds = 0;
        _windowFrames = 0;
        _windowSpent = 0;
    }
}
