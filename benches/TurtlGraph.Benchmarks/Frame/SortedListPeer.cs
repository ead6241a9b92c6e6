using System.Numerics;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// What the closest peers do each frame, written for this benchmark: requests are pooled class instances; all pending ones are
/// scored, gathered in one list, sorted by a comparer (class first, then score), and admitted from the front.
/// </summary>
internal sealed class SortedListPeer(int count)
{
    private readonly PeerRequest[] _pool = PeerRequest.Make(count);
    private readonly List<PeerRequest> _gathered = new(count);
    private readonly Comparison<PeerRequest> _order = static (a, b) => a.Urgency != b.Urgency ? a.Urgency.CompareTo(b.Urgency) : b.Score.CompareTo(a.Score);
    private float _now = 5;

    public int Frame(int admitted)
    {
        _now += 1f / 60;
        var viewer = new Vector3(4000 + (10 * _now), 0, 4000);
        _gathered.Clear();
        foreach (PeerRequest request in _pool)
        {
            request.Rate(viewer, Vector3.UnitX, _now);
            _gathered.Add(request);
        }

        _gathered.Sort(_order);
        int taken = 0;
        for (int i = 0; i < admitted && i < _gathered.Count; i++)
        {
            taken += _gathered[i].Score > 0 ? 1 : 0;
        }

        return taken;
    }
}
