namespace TurtlGraph.Caching;

/// <summary>Numbers the keys of a trace from 0, in the order in which they come.</summary>
internal sealed unsafe class TraceObjects : IDisposable
{
    private KeyIndex _index = new(1 << 12);
    private Column<ulong> _keys;

    public TraceObjects() => _keys.Grow(1 << 12);

    public int Count { get; private set; }

    /// <summary>The key's number, a new one if it is new.</summary>
    public int NumberOf(ulong key)
    {
        int number = _index.Find(key, _keys.Pointer);
        if (number >= 0)
        {
            return number;
        }

        if (Count == _keys.Length)
        {
            _keys.Grow(checked(Count * 2));
        }

        _keys[Count] = key;
        _index.Add(key, Count);
        return Count++;
    }

    public void Dispose()
    {
        _index.Dispose();
        _keys.Dispose();
    }
}
