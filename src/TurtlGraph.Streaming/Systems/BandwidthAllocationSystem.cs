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
    private readonly NativeList<int> _assets;

    public BandwidthAllocationSystem(RuntimeState state)
    {
        _state = state;
        _queued = state.World.Query(PriorityRecalculationSystem.QueuedRequests);
        _topK = new TopK(state.Options.MaxAdmissionsPerFrame);
        _selected = new int[state.Options.MaxAdmissionsPerFrame];
        _scores = new NativeList<float>(state.Options.MaxAssets, "request scores");
        _assets = new NativeList<int>(state.Options.MaxAssets, "request candidates");
    }

    public void Run(ref Frame frame)
    {
        _state.Bandwidth.Advance(_state.ElapsedSeconds, _state.DeltaTime);
        Gather();
        int count = _topK.Select(_scores.Span, _selected.Length, _selected);

        // A negative score means "not yet"; scores descend, so the first one ends the list.
        int ready = 0;
        while (ready < count && _scores[_selected[ready]] >= 0)
        {
            ready++;
        }

        Span<int> admissions = _state.Admissions.Reset(ready);
        for (int i = 0; i < ready; i++)
        {
            admissions[i] = _assets[_selected[i]];
        }
    }

    /// <summary>Makes room for all assets, so that no frame has to ask the system for memory.</summary>
    public void Prepare()
    {
        _scores.EnsureCapacity(_state.Catalog.Count);
        _assets.EnsureCapacity(_state.Catalog.Count);
    }

    public void Dispose()
    {
        _scores.Dispose();
        _assets.Dispose();
    }

    private void Gather()
    {
        _scores.Clear();
        _assets.Clear();
        Span<int> byUrgency = _state.Counters.QueuedByUrgency;
        byUrgency.Clear();
        foreach (ref readonly Chunk chunk in _queued)
        {
            MemoryMarshal.Cast<Score, float>(chunk.Span<Score>()).CopyTo(_scores.AddUninitialized(chunk.Count));
            Span<int> assets = _assets.AddUninitialized(chunk.Count);
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            ReadOnlySpan<RequestUrgency> urgencies = chunk.Span<RequestUrgency>();
            for (int i = 0; i < keys.Length; i++)
            {
                assets[i] = keys[i].Asset;
                byUrgency[urgencies[i].Value & 3]++;
            }
        }
    }
}
