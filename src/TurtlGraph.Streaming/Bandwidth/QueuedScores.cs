using System.Numerics;
using System.Runtime.InteropServices;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The scores of all queued requests in one column, as selection wants them, and the way back from a place in it to the request.
/// Valid until the world next changes.
/// </summary>
internal sealed class QueuedScores(int maxAssets) : IDisposable
{
    private readonly NativeList<float> _scores = new(maxAssets, "request scores");
    private readonly NativeList<float> _ofViewer = new(maxAssets, "request scores of a viewer");
    private Chunk[] _chunks = new Chunk[64];
    private int[] _starts = new int[64];
    private int _chunkCount;

    public ReadOnlySpan<float> Scores => _scores.Span;

    public void EnsureCapacity(int count) => _scores.EnsureCapacity(count);

    /// <summary>Takes the scores; counts the requests a class, and those that only prediction wants.</summary>
    public void Gather(Query queued, Span<int> byUrgency, out int predicted)
    {
        _scores.Clear();
        _chunkCount = 0;
        byUrgency.Clear();
        predicted = 0;
        foreach (ref readonly Chunk chunk in queued)
        {
            Note(chunk);
            ReadOnlySpan<float> scores = MemoryMarshal.Cast<Score, float>(chunk.Span<Score>());
            scores.CopyTo(_scores.AddUninitialized(chunk.Count));
            ReadOnlySpan<int> urgencies = MemoryMarshal.Cast<RequestUrgency, int>(chunk.Span<RequestUrgency>());
            int below = chunk.Count;
            for (int urgency = BandwidthBuckets.Classes - 1; urgency >= 0; urgency--)
            {
                int less = urgency == 0 ? 0 : CountBelow(urgencies, urgency);
                byUrgency[urgency] += below - less;
                below = less;
            }

            predicted += CountBelow(MemoryMarshal.Cast<Waiters, int>(chunk.Span<Waiters>()), 1);
        }
    }

    /// <summary>The scores of those requests that score best for one viewer, in their places; the others below all.</summary>
    public ReadOnlySpan<float> OfViewer(int viewer)
    {
        _ofViewer.Clear();
        _ofViewer.AddUninitialized(_scores.Count);
        Span<float> into = _ofViewer.Span;
        for (int i = 0; i < _chunkCount; i++)
        {
            ReadOnlySpan<int> viewers = MemoryMarshal.Cast<ScoringViewer, int>(_chunks[i].Span<ScoringViewer>());
            ReadOnlySpan<float> scores = _scores.Span.Slice(_starts[i], viewers.Length);
            Mask(scores, viewers, viewer, into.Slice(_starts[i], viewers.Length));
        }

        return into;
    }

    /// <summary>The asset whose request's score lies at <paramref name="index"/>.</summary>
    public int AssetAt(int index)
    {
        int chunk = Array.BinarySearch(_starts, 0, _chunkCount, index);
        chunk = chunk < 0 ? ~chunk - 1 : chunk;
        return _chunks[chunk].Span<AssetKey>()[index - _starts[chunk]].Asset;
    }

    public void Dispose()
    {
        _scores.Dispose();
        _ofViewer.Dispose();
    }

    private void Note(in Chunk chunk)
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunkCount * 2);
            Array.Resize(ref _starts, _chunkCount * 2);
        }

        _chunks[_chunkCount] = chunk;
        _starts[_chunkCount++] = _scores.Count;
    }

    private static int CountBelow(ReadOnlySpan<int> values, int limit)
    {
        Vector<int> counts = Vector<int>.Zero;
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(values);
        foreach (Vector<int> vector in vectors)
        {
            counts -= Vector.LessThan(vector, new Vector<int>(limit));
        }

        int count = Vector.Sum(counts);
        foreach (int value in values[(vectors.Length * Vector<int>.Count)..])
        {
            count += value < limit ? 1 : 0;
        }

        return count;
    }

    private static void Mask(ReadOnlySpan<float> scores, ReadOnlySpan<int> viewers, int viewer, Span<float> into)
    {
        ReadOnlySpan<Vector<float>> scoreVectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        ReadOnlySpan<Vector<int>> viewerVectors = MemoryMarshal.Cast<int, Vector<int>>(viewers);
        Span<Vector<float>> intoVectors = MemoryMarshal.Cast<float, Vector<float>>(into);
        for (int i = 0; i < intoVectors.Length; i++)
        {
            Vector<int> isOf = Vector.Equals(viewerVectors[i], new Vector<int>(viewer));
            intoVectors[i] = Vector.ConditionalSelect(isOf, scoreVectors[i], new Vector<float>(-1f));
        }

        for (int i = intoVectors.Length * Vector<float>.Count; i < into.Length; i++)
        {
            into[i] = viewers[i] == viewer ? scores[i] : -1f;
        }
    }
}
