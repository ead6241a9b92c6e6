namespace TurtlGraph.Flythrough;

/// <summary>Exact samples in memory taken beforehand, so that measuring does not allocate. Past its capacity, samples are only counted.</summary>
internal sealed class Samples(int capacity)
{
    private readonly float[] _values = new float[Math.Max(1, capacity)];
    private bool _sorted;

    /// <summary>Samples taken, those past the capacity included.</summary>
    public long Count { get; private set; }

    private int Held => (int)Math.Min(Count, _values.Length);

    public void Add(float value)
    {
        if (Count < _values.Length)
        {
            _values[Count] = value;
            _sorted = false;
        }

        Count++;
    }

    /// <summary>The smallest held sample that at least this <paramref name="share"/> (0 to 1) of them do not exceed; 0 when there is none.</summary>
    public double Percentile(double share)
    {
        if (Held == 0)
        {
            return 0;
        }

        if (!_sorted)
        {
            Array.Sort(_values, 0, Held);
            _sorted = true;
        }

        return _values[Math.Clamp((int)Math.Ceiling(share * Held) - 1, 0, Held - 1)];
    }
}
