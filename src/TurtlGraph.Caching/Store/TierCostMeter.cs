namespace TurtlGraph.Caching;

/// <summary>
/// Learns what a tier costs from the reads it served: a straight line through time over bytes (least squares), old reads weighing less and less.
/// </summary>
/// <remarks>Any thread; a lock is held for some ten additions.</remarks>
public sealed class TierCostMeter
{
    private const double Keep = 0.98;
    private const double LeastReads = 3;

    private readonly Lock _gate = new();
    private readonly TierCost _assumed;
    private double _count, _bytes, _seconds, _squares, _products;

    /// <summary>Begins with an assumption, which holds until some reads have been seen.</summary>
    public TierCostMeter(TierCost assumed) => _assumed = assumed;

    /// <summary>The cost as it is known now.</summary>
    public TierCost Cost
    {
        get
        {
            lock (_gate)
            {
                if (_count < LeastReads)
                {
                    return _assumed;
                }

                double spread = (_squares / _count) - (_bytes / _count * (_bytes / _count));
                double slope = ((_products / _count) - (_bytes / _count * (_seconds / _count))) / spread;

                // Reads of one length tell the sum of both parts only: the assumed bandwidth then tells them apart.
                bool isLine = spread > 1e-3 * (_squares / _count) && slope > 0;
                double each = isLine ? slope : 1 / _assumed.BytesPerSecond;
                double latency = (_seconds - (each * _bytes)) / _count;
                return latency >= 0 ? new TierCost(latency, 1 / each) : new TierCost(0, _bytes / _seconds);
            }
        }
    }

    /// <summary>Notes a read of so many bytes that took so long. Reads of nothing, or in no time, are passed over.</summary>
    public void Note(long bytes, double seconds)
    {
        if (bytes <= 0 || !(seconds > 0))
        {
            return;
        }

        lock (_gate)
        {
            _count = (_count * Keep) + 1;
            _bytes = (_bytes * Keep) + bytes;
            _seconds = (_seconds * Keep) + seconds;
            _squares = (_squares * Keep) + ((double)bytes * bytes);
            _products = (_products * Keep) + (bytes * seconds);
        }
    }
}
