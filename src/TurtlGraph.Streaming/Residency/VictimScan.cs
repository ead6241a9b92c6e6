using System.Numerics;
using System.Runtime.InteropServices;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Scores resident assets a slice at a time and hands out the best victims of the slice. The next slice begins where the last one
/// ended, so the cost of a frame does not grow with what is cached: with no more assets than a slice holds all of them compete; of more, the
/// best of each slice go, which are nearly the best of all, since few of a slice have to go.
/// </summary>
internal sealed class VictimScan : IDisposable
{
    /// <summary>Assets scored in one update at most.</summary>
    public const int MostRows = 16 << 10;

    private const int MostVictims = 1024;

    // Scored between two looks at the clock.
    private const int Step = 2048;

    // Lift what nobody holds above what prediction wants, and that above what somebody holds; the scores themselves are below 2.
    private const float UnheldLift = 16f;
    private const float PredictedLift = 8f;

    // Inside each of these: what has a coarser level to show instead goes first (what is held strictly), what has just been loaded goes last.
    private const float CoarserLift = 0.1f;
    private const float HeldCoarserLift = 2f;
    private const float FreshLift = -4f;
    private const float Taken = float.NegativeInfinity;

    private readonly RuntimeState _state;
    private readonly Query _residents;
    private readonly EvictionWeights _weights;
    private readonly TopK _topK = new(MostVictims);
    private readonly int[] _victims = new int[MostVictims];
    private readonly NativeArray<float> _scores = new(MostRows, "eviction scores");
    private readonly NativeArray<int> _assets = new(MostRows, "eviction candidates");
    private readonly Vector3[] _viewers = new Vector3[RuntimeState.MaxViewers];
    private int _count;
    private int _chunk;
    private int _row;

    public VictimScan(RuntimeState state)
    {
        _state = state;
        _residents = state.World.Query(new QueryDescription().All<AssetKey, EvictionScore, Resident>());
        _weights = state.Options.EffectiveEvictionWeights;
    }

    /// <summary>Assets that were scored by the last <see cref="Score"/>, whether they may give way or not.</summary>
    public int Scored { get; private set; }

    /// <summary>
    /// Scores the next <paramref name="rows"/> assets, each once, and keeps as candidates those that may give way, are charged to one of the
    /// budgets in <paramref name="slots"/> (a bit each) and score at least <paramref name="least"/>.
    /// </summary>
    public void Score(int rows, in VictimRules rules, ulong slots, float least, ref Frame frame)
    {
        for (int i = 0; i < _state.ViewerCount; i++)
        {
            _viewers[i] = _state.Viewers[i].Position;
        }

        _count = 0;
        Scored = 0;
        int left = Math.Min(rows, _residents.Count());
        while (left > 0 && TryFindChunk(out Chunk chunk))
        {
            int end = Math.Min(chunk.Count, _row + Math.Min(left, Step));
            ScoreRows(chunk, _row, end);
            Gather(chunk, _row, end, rules, slots, least);
            left -= end - _row;
            Scored += end - _row;
            _row = end;
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }
        }
    }

    /// <summary>The best candidates that have not been handed out yet, best first; empty when there is none left. Valid until the next call.</summary>
    public ReadOnlySpan<int> TakeBest()
    {
        Span<float> scores = _scores.Span[.._count];
        int found = _topK.Select(scores, MostVictims, _victims);
        int count = 0;
        while (count < found && scores[_victims[count]] > Taken)
        {
            scores[_victims[count]] = Taken;
            _victims[count] = _assets[_victims[count]];
            count++;
        }

        return _victims.AsSpan(0, count);
    }

    public void Dispose()
    {
        _scores.Dispose();
        _assets.Dispose();
    }

    /// <summary>The chunk the next row is in; from the first one on again behind the last.</summary>
    private bool TryFindChunk(out Chunk found)
    {
        for (int round = 0; round < 2; round++)
        {
            int index = 0;
            foreach (ref readonly Chunk chunk in _residents)
            {
                if (index == _chunk && _row < chunk.Count)
                {
                    found = chunk;
                    return true;
                }

                if (index++ == _chunk)
                {
                    _chunk++;
                    _row = 0;
                }
            }

            _chunk = 0;
            _row = 0;
        }

        found = default;
        return false;
    }

    private void ScoreRows(in Chunk chunk, int first, int end)
    {
        // Whole cache lines: what lies behind the rows has no meaning.
        first &= ~15;
        end = Math.Min((end + 15) & ~15, chunk.PaddedSpan<EvictionScore>().Length);
        Span<float> scores = chunk.PaddedSpan<EvictionScore, float>()[first..end];
        EvictionScoring.Score(ColumnsOf(chunk, first, end), _weights, (float)_state.Now, _viewers.AsSpan(0, _state.ViewerCount), scores);
    }

    private void Gather(in Chunk chunk, int first, int end, in VictimRules rules, ulong slots, float least)
    {
        ReadOnlySpan<float> scores = MemoryMarshal.Cast<EvictionScore, float>(chunk.Span<EvictionScore>());
        ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
        ReadOnlySpan<KeepClass> classes = chunk.Span<KeepClass>();
        ReadOnlySpan<KeepMarks> marks = chunk.Span<KeepMarks>();
        ReadOnlySpan<LoadedAt> loaded = chunk.Span<LoadedAt>();
        for (int i = first; i < end; i++)
        {
            int mark = marks[i].Value;
            float keep = classes[i].Value;
            bool isCandidate = scores[i] >= least && rules.Takes(keep) && ((slots >> (mark & KeepMarks.Slot)) & 1) != 0;
            if (!isCandidate)
            {
                continue;
            }

            bool mayDegrade = (mark & KeepMarks.HasCoarser) != 0 && _state.Levels.StandInOf(keys[i].Asset) >= 0;
            if (keep < ResidencyBook.Predicted && !IsTaken(chunk, i, mayDegrade, rules))
            {
                continue;
            }

            _assets[_count] = keys[i].Asset;
            _scores[_count++] = scores[i] + LiftOf(keep) + (!mayDegrade ? 0 : keep < ResidencyBook.Predicted ? HeldCoarserLift : CoarserLift) + (rules.IsFresh(loaded[i].Value) ? FreshLift : 0);
        }
    }

    private static bool IsTaken(in Chunk chunk, int row, bool mayDegrade, in VictimRules rules)
    {
        var position = new Vector3(chunk.Span<PositionX>()[row].Value, chunk.Span<PositionY>()[row].Value, chunk.Span<PositionZ>()[row].Value);
        return rules.TakesHeld(chunk.Span<UrgencyBound>()[row].Value, position, chunk.Span<BoundingRadius>()[row].Value, chunk.Span<LoadedAt>()[row].Value, mayDegrade);
    }

    private static float LiftOf(float keepClass) =>
        keepClass >= ResidencyBook.Unheld ? UnheldLift : keepClass >= ResidencyBook.Predicted ? PredictedLift : 0;

    private static EvictionColumns ColumnsOf(in Chunk chunk, int first, int end) => new()
    {
        LastUsed = chunk.PaddedSpan<LastUsed, float>()[first..end],
        LoadedAt = chunk.PaddedSpan<LoadedAt, float>()[first..end],
        UseCount = chunk.PaddedSpan<UseCount, float>()[first..end],
        SizeBytes = chunk.PaddedSpan<SizeBytes, float>()[first..end],
        KeepClass = chunk.PaddedSpan<KeepClass, float>()[first..end],
        NextUse = chunk.PaddedSpan<NextUse, float>()[first..end],
        PositionX = chunk.PaddedSpan<PositionX, float>()[first..end],
        PositionY = chunk.PaddedSpan<PositionY, float>()[first..end],
        PositionZ = chunk.PaddedSpan<PositionZ, float>()[first..end],
    };
}
