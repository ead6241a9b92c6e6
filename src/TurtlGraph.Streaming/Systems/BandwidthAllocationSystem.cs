using TurtlGraph.Caching;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>Refills the token buckets and picks the best queued requests, without sorting the rest.</summary>
internal sealed class BandwidthAllocationSystem : ISystem, IDisposable
{
    private readonly RuntimeState _state;
    private readonly Query _queued;
    private readonly QueuedScores _scores;
    private readonly TopK _topK;
    private readonly int[] _selected;
    private readonly int[] _selectedOfViewers;
    private readonly int _most;

    public BandwidthAllocationSystem(RuntimeState state)
    {
        _state = state;
        _most = state.Options.MaxAdmissionsPerFrame;
        _queued = state.World.Query(PriorityRecalculationSystem.QueuedRequests);
        _scores = new QueuedScores(state.Options.MaxAssets);
        _topK = new TopK(_most);
        _selected = new int[_most];
        _selectedOfViewers = new int[_most * RuntimeState.MaxViewers];
    }

    public void Run(ref Frame frame)
    {
        _state.Speed.Advance(_state.Pipeline.Progress, _state.Window.Bytes, _state.ElapsedSeconds);
        double frameSeconds = _state.IsLoadingScreen ? _state.Options.TargetFrameTime.TotalSeconds : _state.DeltaTime;
        _state.Bandwidth.Advance(_state.ElapsedSeconds, frameSeconds, _state.Speed.Ceiling);
        _scores.Gather(_queued, _state.Counters.QueuedByUrgency, out int predicted);
        _state.Counters.QueuedPredicted = predicted;
        int count = _state.ViewerCount > 1 ? SelectInTurns() : Ready(_scores.Scores, _selected, _topK.SelectFollowing(_scores.Scores, _most, _selected));
        Span<int> admissions = _state.Admissions.Reset(count);
        for (int i = 0; i < count; i++)
        {
            admissions[i] = _scores.AssetAt(_selected[i]);
        }
    }

    /// <summary>Makes room for all assets, so that no frame has to ask the system for memory.</summary>
    public void Prepare() => _scores.EnsureCapacity(_state.Catalog.Count);

    public void Dispose() => _scores.Dispose();

    /// <summary>How many of the selected may be tried: a negative score means "not yet"; scores descend, so the first one ends the list.</summary>
    private static int Ready(ReadOnlySpan<float> scores, ReadOnlySpan<int> selected, int count)
    {
        int ready = 0;
        while (ready < count && scores[selected[ready]] >= 0)
        {
            ready++;
        }

        return ready;
    }

    /// <summary>The best of each viewer, joined: the higher band first, and inside a band whoever's turn it is.</summary>
    private int SelectInTurns()
    {
        int viewers = _state.ViewerCount;
        Span<int> counts = stackalloc int[viewers];
        Span<int> next = stackalloc int[viewers];
        Span<bool> isActive = stackalloc bool[viewers];
        next.Clear();
        for (int viewer = 0; viewer < viewers; viewer++)
        {
            ReadOnlySpan<float> scores = _scores.OfViewer(viewer);
            counts[viewer] = Ready(scores, OfViewer(viewer), _topK.Select(scores, _most, OfViewer(viewer)));
            isActive[viewer] = counts[viewer] > 0;
        }

        ViewerTurns turns = _state.Turns;
        turns.Plan(_state.Viewers.AsSpan(0, viewers), isActive);
        int count = 0;
        for (; count < _most; count++)
        {
            int best = -1;
            for (int viewer = 0; viewer < viewers; viewer++)
            {
                if (next[viewer] < counts[viewer] && (best < 0 || GoesBefore(viewer, next[viewer], best, next[best])))
                {
                    best = viewer;
                }
            }

            if (best < 0)
            {
                break;
            }

            int index = OfViewer(best)[next[best]++];
            _selected[count] = index;
            turns.Take(best, _state.World.Get<ReadPlan>(_state.Catalog[_scores.AssetAt(index)].Owner).StoredLength);
        }

        return count;
    }

    private bool GoesBefore(int viewer, int place, int other, int otherPlace)
    {
        // The whole part of a score is its band: class, lateness, demand or prediction.
        int band = (int)_scores.Scores[OfViewer(viewer)[place]];
        int otherBand = (int)_scores.Scores[OfViewer(other)[otherPlace]];
        return band != otherBand ? band > otherBand : _state.Turns.IsBefore(viewer, other);
    }

    private Span<int> OfViewer(int viewer) => _selectedOfViewers.AsSpan(viewer * _most, _most);
}
