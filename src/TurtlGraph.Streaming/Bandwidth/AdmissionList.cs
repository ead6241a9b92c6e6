namespace TurtlGraph.Streaming;

/// <summary>The queued requests that this frame looks at for admission, best first: what bandwidth allocation hands to submission.</summary>
internal sealed class AdmissionList
{
    private int[] _assets = new int[128];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Assets => _assets.AsSpan(0, Count);

    /// <summary>Room for <paramref name="count"/> assets, to be filled by the caller.</summary>
    public Span<int> Reset(int count)
    {
        if (count > _assets.Length)
        {
            _assets = new int[count];
        }

        Count = count;
        return _assets.AsSpan(0, count);
    }
}
