namespace TurtlGraph.Streaming;

/// <summary>
/// One token bucket a class (source A, chapter 8, corrected): a class that has used up its own tokens borrows those of the less
/// urgent ones and gives them back at the window's end; what a full bucket cannot hold flows down to the next class, so an
/// idle class's share is not lost. Every byte granted is counted once, as used by the class whose tokens paid.
/// </summary>
/// <remarks>
/// A read is granted when any token is there and may then overdraw its bucket, so a large asset is never starved; over any time
/// the bytes granted are at most rate x time + burst + one read a class.
/// </remarks>
internal sealed class BandwidthBuckets
{
    public const int Classes = 4;

    private const double BurstSeconds = 0.25;
    private const double WindowSeconds = 0.25;
    private const double LowerAt = 1.1;
    private const double RaiseAt = 0.9;
    private const double LowerBy = 0.9;
    private const double RaiseBy = 1.1;
    private const double RaiseWhenUsed = 0.8;

    private readonly float[] _shares;
    private readonly double _minRate;
    private readonly double _maxRate;
    private readonly double _targetFrameSeconds;
    private readonly double[] _tokens = new double[Classes];
    private readonly double[] _borrowed = new double[Classes * Classes];
    private double _windowSeconds;
    private double _windowFrameSeconds;
    private int _windowFrames;
    private double _windowSpent;

    public BandwidthBuckets(StreamingOptions options)
    {
        _shares = [.. options.BandwidthShares];
        _minRate = Math.Min(options.MinBandwidthBytesPerSecond, options.BandwidthBytesPerSecond);
        _maxRate = Math.Max(options.MaxBandwidthBytesPerSecond, options.BandwidthBytesPerSecond);
        _targetFrameSeconds = options.TargetFrameTime.TotalSeconds;
        BytesPerSecond = options.BandwidthBytesPerSecond;
        for (int i = 0; i < Classes; i++)
        {
            _tokens[i] = Capacity(i);
        }
    }

    /// <summary>The rate in force, in bytes a second.</summary>
    public double BytesPerSecond { get; private set; }

    /// <summary>Bytes granted since the start.</summary>
    public long Granted { get; private set; }

    public double Tokens(int urgency) => _tokens[urgency];

    /// <summary>Adds the tokens of a time step and closes the window when it is over.</summary>
    public void Advance(double seconds, double frameSeconds)
    {
        double overflow = 0;
        for (int i = 0; i < Classes; i++)
        {
            double filled = _tokens[i] + (seconds * BytesPerSecond * _shares[i]) + overflow;
            overflow = Math.Max(0, filled - Capacity(i));
            _tokens[i] = filled - overflow;
        }

        _windowSeconds += seconds;
        _windowFrameSeconds += frameSeconds;
        _windowFrames++;
        if (_windowSeconds >= WindowSeconds)
        {
            CloseWindow();
        }
    }

    /// <summary>Whether a class has tokens of its own or can borrow some; a debt of its own counts against both.</summary>
    public bool CanSpend(int urgency)
    {
        double available = _tokens[urgency];
        for (int i = urgency + 1; i < Classes; i++)
        {
            available += Math.Max(0, _tokens[i]);
        }

        return available > 0;
    }

    /// <summary>Takes the tokens for a read: own ones first, then those of the less urgent classes, the rest as debt.</summary>
    public void Spend(int urgency, long bytes)
    {
        double left = bytes;
        for (int i = urgency; i < Classes && left > 0; i++)
        {
            double taken = Math.Clamp(_tokens[i], 0, left);
            _tokens[i] -= taken;
            left -= taken;
            if (i != urgency)
            {
                _borrowed[(urgency * Classes) + i] += taken;
            }
        }

        _tokens[urgency] -= left;
        Granted += bytes;
        _windowSpent += bytes;
    }

    /// <summary>Gives back the tokens of a read that the byte source did not take.</summary>
    public void Refund(int urgency, long bytes)
    {
        _tokens[urgency] += bytes;
        Granted -= bytes;
        _windowSpent -= bytes;
    }

    private double Capacity(int urgency) => BytesPerSecond * _shares[urgency] * BurstSeconds;

    private void CloseWindow()
    {
        RepayBorrowed();
        double frame = _windowFrameSeconds / _windowFrames / _targetFrameSeconds;
        if (frame > LowerAt)
        {
            BytesPerSecond *= LowerBy;
        }
        else if (frame < RaiseAt && _windowSpent > RaiseWhenUsed * BytesPerSecond * _windowSeconds)
        {
            BytesPerSecond *= RaiseBy;
        }

        BytesPerSecond = Math.Clamp(BytesPerSecond, _minRate, _maxRate);
        _windowSeconds = 0;
        _windowFrameSeconds = 0;
        _windowFrames = 0;
        _windowSpent = 0;
    }

    private void RepayBorrowed()
    {
        for (int borrower = 0; borrower < Classes; borrower++)
        {
            for (int lender = borrower + 1; lender < Classes; lender++)
            {
                ref double debt = ref _borrowed[(borrower * Classes) + lender];
                double paid = Math.Clamp(_tokens[borrower], 0, debt);
                _tokens[borrower] -= paid;
                _tokens[lender] += paid;
                debt = 0;
            }
        }
    }
}
