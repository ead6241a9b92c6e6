namespace TurtlGraph.Prediction;

/// <summary>Keeps the best candidates in the caller's span: a binary heap with the worst kept one on top.</summary>
internal ref struct CandidateHeap(Span<SpatialCandidate> items)
{
    private readonly Span<SpatialCandidate> _items = items;
    private int _count;

    public void Add(in SpatialCandidate candidate)
    {
        if (_count < _items.Length)
        {
            _items[_count] = candidate;
            SiftUp(_count++);
        }
        else if (_count > 0 && IsWorse(in _items[0], in candidate))
        {
            _items[0] = candidate;
            SiftDown(0, _count);
        }
    }

    /// <summary>Ends the heap: orders the kept ones and returns how many they are.</summary>
    public readonly int SortBestFirst()
    {
        for (int last = _count - 1; last > 0; last--)
        {
            (_items[0], _items[last]) = (_items[last], _items[0]);
            SiftDown(0, last);
        }

        return _count;
    }

    // Of equally sure ones the lower item is better, so that the result does not depend on the order of arrival.
    private static bool IsWorse(in SpatialCandidate a, in SpatialCandidate b) =>
        a.Confidence < b.Confidence || (a.Confidence == b.Confidence && a.Item > b.Item);

    private readonly void SiftUp(int index)
    {
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!IsWorse(in _items[index], in _items[parent]))
            {
                return;
            }

            (_items[index], _items[parent]) = (_items[parent], _items[index]);
            index = parent;
        }
    }

    private readonly void SiftDown(int index, int count)
    {
        while (true)
        {
            int worst = (2 * index) + 1;
            if (worst >= count)
            {
                return;
            }

            if (worst + 1 < count && IsWorse(in _items[worst + 1], in _items[worst]))
            {
                worst++;
            }

            if (!IsWorse(in _items[worst], in _items[index]))
            {
                return;
            }

            (_items[index], _items[worst]) = (_items[worst], _items[index]);
            index = worst;
        }
    }
}
