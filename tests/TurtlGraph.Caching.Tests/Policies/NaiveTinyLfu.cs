namespace TurtlGraph.Caching.Tests;

/// <summary>Window, probation and protected part as lists; how often a key was seen is asked of a sketch like the policy's.</summary>
internal sealed class NaiveTinyLfu : NaiveCache
{
    private readonly List<ulong> _window = [];
    private readonly List<ulong> _probation = [];
    private readonly List<ulong> _protected = [];
    private readonly long _windowLimit;
    private FrequencySketch _sketch;
    private ulong _random = 1;
    private ulong? _candidate;

    public NaiveTinyLfu(long capacity, double windowShare)
        : base(capacity)
    {
        _windowLimit = Math.Max(1, (long)(capacity * windowShare));
        _sketch = new FrequencySketch(capacity);
    }

    protected override void Hit(ulong key)
    {
        _sketch.Add(key);
        if (!_probation.Remove(key))
        {
            Renew(_window.Contains(key) ? _window : _protected, key);
            return;
        }

        _protected.Add(key);
        while (WeightOf(_protected) > (Capacity - _windowLimit) * 4 / 5)
        {
            _probation.Add(TakeOldest(_protected));
        }
    }

    protected override void Miss(ulong key, long weight)
    {
        _sketch.Add(key);
        _candidate = null;
    }

    protected override ulong Evict(long incoming)
    {
        Shrink(incoming);
        List<ulong> list = _probation.Count > 0 ? _probation : _protected.Count > 0 ? _protected : _window;
        ulong victim = list[0];
        if (_candidate is { } candidate && candidate != victim && _probation.Contains(candidate) && !IsAdmitted(candidate, victim))
        {
            victim = candidate;
        }

        _ = _probation.Remove(victim) || _protected.Remove(victim) || _window.Remove(victim);
        _candidate = victim == _candidate ? null : _candidate;
        return victim;
    }

    protected override void Admit(ulong key)
    {
        _window.Add(key);
        Shrink(0);
    }

    private void Shrink(long incoming)
    {
        while (_window.Count > 0 && WeightOf(_window) + incoming > _windowLimit)
        {
            _candidate = TakeOldest(_window);
            _probation.Add(_candidate.Value);
        }
    }

    private bool IsAdmitted(ulong candidate, ulong victim)
    {
        int frequency = _sketch.Estimate(candidate);
        if (frequency > _sketch.Estimate(victim))
        {
            return true;
        }

        return frequency >= 6 && (Random() & 127) == 0;
    }

    private uint Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (uint)(_random >> 32);
    }
}
