using System.Numerics;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// What the closest peers do each frame, written for this benchmark: requests are pooled class instances; all pending ones are
/// scored, gathered in a list, sorted by a comparer, and admitted from the front.
/// </summary>
internal sealed class SortedListPeer
{
    private readonly Pending[] _pool;
    private readonly List<Pending> _gathered;
    private readonly Comparison<Pending> _byScore = (a, b) => b.Score.CompareTo(a.Score);
    private float _now;

    public SortedListPeer(int count)
    {
        var random = new Random(1);
        _pool = [.. Enumerable.Range(0, count).Select(_ => new Pending
        {
            Position = new Vector3(random.NextSingle() * 2000, 0, random.NextSingle() * 2000),
            QueuedAt = random.NextSingle(),
        })];
        _gathered = new List<Pending>(count);
    }

    public int Frame(int admitted)
    {
        _now += 1f / 60;
        var viewer = new Vector3(1000 + _now, 0, 1000);
        _gathered.Clear();
        foreach (Pending pending in _pool)
        {
            Vector3 offset = pending.Position - viewer;
            float distance = offset.Length();
            pending.Score = (0.4f / (distance + 1)) + (0.2f * MathF.Max(0, offset.X / distance)) + (0.2f * MathF.Min(1, (_now - pending.QueuedAt) / 5));
            _gathered.Add(pending);
        }

        _gathered.Sort(_byScore);
        int taken = 0;
        for (int i = 0; i < admitted && i < _gathered.Count; i++)
        {
            taken += _gathered[i].Score > 0 ? 1 : 0;
        }

        return taken;
    }

    private sealed class Pending
    {
        public Vector3 Position;
        public float QueuedAt;
        public float Score;
    }
}
