namespace TurtlGraph.Streaming;

/// <summary>
/// One token bucket a class (source A, chapter 8, corrected): a class that has used up its own tokens borrows those of the less
/// urgent ones and gives them back at the window's end; what a full bucket cannot hold flows down to the next class, so an
/// idle class's share is not lost. What no bucket can hold is laid by as a burst for Critical. The rate is steered by the frame
/// time and never above what the machine was measured to get done.
/// </summary>
/// <remarks>
/// Tokens are whole bytes and every one is accounted for: what there was at the start + accrued = granted + lost + what there is.
/// A read is granted when any token is there and may then overdraw its bucket, so a large asset is never starved; over any window
/// the bytes granted are at most what accrued in it + all the buckets and the burst hold + one read a class.
/// </remarks>
internal sealed partial class BandwidthBuckets
{
    public const int Classes = 4;

    private const double BurstSeconds = 0.25;
    private const double CriticalBurstSeconds = 0.25;
    private const double WindowSeconds = 0.25;

    private readonly double[] _sharesUpTo = new double[Classes];
    private readonly long[] _tokens = new long[Classes];
    private readonly long[] _borrowed = new long[Classes * Classes];
    private long _burst;

    /// <summary>The part of a byte that the last step left over.</summary>
    private double _fraction;

    public BandwidthBuckets(StreamingOptions options)
    {
        double upTo = 0;
        for (int i = 0; i < Classes; i++)
        {
            upTo += options.BandwidthShares[i];
            _sharesUpTo[i] = upTo;
        }

        _minRate = Math.Min(options.MinBandwidthBytesPerSecond, options.BandwidthBytesPerSecond);
        _maxRate = Math.Max(options.MaxBandwidthBytesPerSecond, options.BandwidthBytesPerSecond);
        _targetFrameSeconds = options.TargetFrameTime.TotalSeconds;
        _steeredRate = options.BandwidthBytesPerSecond;
        for (int i = 0; i < Classes; i++)
        {
            _tokens[i] = Capacity(i);
            Accrued += _tokens[i];
        }
    }

    /// <summary>Bytes granted since the start.</summary>
    public long Granted { get; private set; }

    /// <summary>Tokens there have been since the start, those to begin with included.</summary>
    public long Accrued { get; private set; }

    /// <summary>Tokens that nothing could hold, since the start.</summary>
    public long Lost { get; private set; }

    /// <summary>Tokens laid by for Critical.</summary>
    public long Burst => _burst;

    public long Tokens(int urgency) => _tokens[urgency];

    /// <summary>Adds the tokens of a time step and closes the window when it is over.</summary>
    /// <param name="seconds">Length of the step on the runtime's clock.</param>
    /// <param name="frameSeconds">The game's frame time.</param>
    /// <param name="ceiling">Bytes a second that the device and the decoders get done; infinity when that is not known.</param>
    public void Advance(double seconds, double frameSeconds, double ceiling = double.PositiveInfinity)
    {
        _ceiling = ceiling;
        Accrue(seconds);
        _windowSeconds += seconds;
        _windowFrameSeconds += frameSeconds;
        _windowFrames++;
        if (_windowSeconds >= WindowSeconds)
        {
            RepayBorrowed();
            Steer();
        }
    }

    /// <summary>Whether a class has tokens of its own or can borrow some; a debt of its own counts against both.</summary>
    public bool CanSpend(int urgency)
    {
        long available = _tokens[urgency] + (urgency == (int)Urgency.Critical ? _burst : 0);
        for (int i = urgency + 1; i < Classes; i++)
        {
            available += Math.Max(0, _tokens[i]);
        }

        return available > 0;
    }

    /// <summary>Takes the tokens for a read: own ones first, then those of the less urgent classes, then the burst, the rest as debt.</summary>
    public void Spend(int urgency, long bytes)
    {
        long left = bytes;
        for (int i = urgency; i < Classes && left > 0; i++)
        {
            long taken = Math.Clamp(_tokens[i], 0, left);
            _tokens[i] -= taken;
            left -= taken;
            if (i != urgency)
            {
                _borrowed[(urgency * Classes) + i] += taken;
            }
        }

        if (urgency == (int)Urgency.Critical)
        {
            long taken = Math.Min(_burst, left);
            _burst -= taken;
            left -= taken;
        }

        _tokens[urgency] -= left;
        Granted += bytes;
        _windowSpent += bytes;
    }

    /// <summary>Gives back the tokens of bytes that were not read after all.</summary>
    public void Refund(int urgency, long bytes)
    {
        _tokens[urgency] += bytes;
        Granted -= bytes;
        _windowSpent -= bytes;
    }

    private long Capacity(int urgency) => (long)(BytesPerSecond * ShareOf(urgency) * BurstSeconds);

    private double ShareOf(int urgency) => _sharesUpTo[urgency] - (urgency == 0 ? 0 : _sharesUpTo[urgency - 1]);

    private void Accrue(double seconds)
    {
        double exact = (seconds * BytesPerSecond) + _fraction;
        long bytes = (long)exact;
        _fraction = exact - bytes;
        Accrued += bytes;
        long given = 0;
        long overflow = 0;
        for (int i = 0; i < Classes; i++)
        {
            // Shares of the sum, so that what is given adds up to the byte.
            long upTo = i == Classes - 1 ? bytes : (long)(bytes * _sharesUpTo[i]);
            long filled = _tokens[i] + (upTo - given) + overflow;
            given = upTo;
            overflow = Math.Max(0, filled - Capacity(i));
            _tokens[i] = filled - overflow;
        }

        long filledBurst = _burst + overflow;
        _burst = Math.Min(filledBurst, (long)(BytesPerSecond * CriticalBurstSeconds));
        Lost += filledBurst - _burst;
    }

    /// <summary>What is not paid back now stays owed, up to what the lender's bucket could hold of it.</summary>
    private void RepayBorrowed()
    {
        for (int borrower = 0; borrower < Classes; borrower++)
        {
            for (int lender = borrower + 1; lender < Classes; lender++)
            {
                ref long debt = ref _borrowed[(borrower * Classes) + lender];
                long paid = Math.Clamp(_tokens[borrower], 0, debt);
                _tokens[borrower] -= paid;
                _tokens[lender] += paid;
                debt = Math.Min(debt - paid, Capacity(lender));
            }
        }
    }
}
