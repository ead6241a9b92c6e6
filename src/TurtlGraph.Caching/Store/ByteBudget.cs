namespace TurtlGraph.Caching;

/// <summary>A token bucket of bytes that may be read or written; without a limit when <paramref name="bytesPerSecond"/> is 0. Any thread.</summary>
internal sealed class ByteBudget(long bytesPerSecond, double burstSeconds, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly double _most = bytesPerSecond * burstSeconds;
    private double _left = bytesPerSecond * burstSeconds;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes tokens for so many bytes, when there are any at all: the last record may overdraw the bucket by its length.</summary>
    public bool TrySpend(long bytes)
    {
        if (bytesPerSecond == 0)
        {
            return true;
        }

        lock (_gate)
        {
            Fill();
            if (_left <= 0)
            {
                return false;
            }

            _left -= bytes;
            return true;
        }
    }

    /// <summary>Takes tokens for what must be written, whether there are any or not; what is offered later pays for it.</summary>
    public void Spend(long bytes)
    {
        if (bytesPerSecond > 0)
        {
            lock (_gate)
            {
                Fill();
                _left -= bytes;
            }
        }
    }

    private void Fill()
    {
        long now = clock.GetTimestamp();
        _left = Math.Min(_most, _left + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * bytesPerSecond));
        _filledAt = now;
    }
}
