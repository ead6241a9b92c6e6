using System.Numerics;
using System.Runtime.InteropServices;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>Refills the token buckets and picks the best queued requests, without sorting the rest.</summary>
internal sealed class BandwidthAllocationSystem : ISystem, IDisposable
{
    private readonly RuntimeState _state;
    private readonly Query _queued;
    private readonly TopK _topK;
    private readonly int[] _selected;
    private readonly NativeList<float> _scores;

    public BandwidthAllocationSystem(RuntimeState state)
    {
        _state = state;
        _queued = state.World.Query(PriorityRecalculationSystem.QueuedRequests);
        _topK = new TopK(state.Options.MaxAdmissionsPerFrame);
        _selected = new int[state.Options.MaxAdmissionsPerFrame];
        _scores = new NativeList<float>(state.Options.MaxAssets, "request scores");
    }

    public void Run(ref Frame frame)
    {
        double frameSeconds = _state.IsLoadingScreen ? _state.Options.TargetFrameTime.TotalSeconds : _state.DeltaTime;
        _state.Bandwidth.Advance(_state.ElapsedSeconds, frameSeconds);
        Gather();
        int count = _topK.SelectFollowing(_scores.Span, _selected.Length, _selected);

        // A negative score means "not yet"; scores descend, so the first one ends the list.
        int ready = 0;
        while (ready < count && _scores[_selected[ready]] >= 0)
        {
            ready++;
        }

        FindAssets(_selected.AsSpan(0, ready), _state.Admissions.Reset(ready));
    }

    /// <summary>Makes room for all assets, so that no frame has to ask the system for memory.</summary>
    public void Prepare()
    {
        _scores.EnsureCapacity(_state.Catalog.Count);
    }

    public void Dispose()
    {
        _scores.Dispose();
    }

    private void Gather()
    {
        _scores.Clear();
        Span<int> byUrgency = _state.Counters.QueuedByUrgency;
        byUrgency.Clear();
        foreach (ref readonly Chunk chunk in _queued)
        {
            MemoryMarshal.Cast<Score, float>(chunk.Span<Score>()).CopyTo(_scores.AddUninitialized(chunk.Count));
            Count(MemoryMarshal.Cast<RequestUrgency, int>(chunk.Span<RequestUrgency>()), byUrgency);
        }
    }

    /// <summary>Adds how many of the urgencies there are of each class.</summary>
    private static void Count(ReadOnlySpan<int> urgencies, Span<int> byUrgency)
    {
        Vector<int> critical = Vector<int>.Zero;
        Vector<int> high = Vector<int>.Zero;
        Vector<int> medium = Vector<int>.Zero;
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(urgencies);
        foreach (Vector<int> vector in vectors)
        {
            // What is equal counts as -1.
            critical -= Vector.Equals(vector, new Vector<int>((int)Urgency.Critical));
            high -= Vector.Equals(vector, new Vector<int>((int)Urgency.High));
            medium -= Vector.Equals(vector, new Vector<int>((int)Urgency.Medium));
        }

        int low = (vectors.Length * Vector<int>.Count) - Vector.Sum(critical) - Vector.Sum(high) - Vector.Sum(medium);
        byUrgency[(int)Urgency.Critical] += Vector.Sum(critical);
        byUrgency[(int)Urgency.High] += Vector.Sum(high);
        byUrgency[(int)Urgency.Medium] += Vector.Sum(medium);
        byUrgency[(int)Urgency.Low] += low;
        foreach (int urgency in urgencies[(vectors.Length * Vector<int>.Count)..])
        {
            byUrgency[urgency & 3]++;
        }
    }

    /// <summary>The assets of the selected rows, numbered through all chunks in the order in which they were gathered.</summary>
    private void FindAssets(ReadOnlySpan<int> rows, Span<int> assets)
    {
        int first = 0;
        foreach (ref readonly Chunk chunk in _queued)
        {
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            for (int i = 0; i < rows.Length; i++)
            {
                int row = rows[i] - first;
                if ((uint)row < (uint)keys.Length)
                {
                    assets[i] = keys[row].Asset;
                }
            }

            first += keys.Length;
        }
    }
}
