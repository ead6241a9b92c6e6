using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

// The window's size follows the best of a few fixed sizes, each tried on a sample of the keys.
internal sealed partial class TinyLfuPolicy
{
    private const int MovesAtOnce = 64;
    private static readonly double[] s_shares = [0.01, 0.1, 0.25, 0.5, 0.8];

    private readonly ShadowContest? _contest;
    private long _windowLimit;
    private long _protectedLimit;
    private long _toMove;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSampled(ulong key) => _contest is not null && _contest.Samples(key);

    private void Observe(in CacheRequest request)
    {
        if (_contest!.Observe(in request))
        {
            Resize(s_shares[_contest.Leader]);
        }
    }

    private void Resize(double share)
    {
        long window = Math.Max(1, (long)(Capacity * share));
        _toMove = Math.Max(0, window - _windowLimit);
        _windowLimit = window;
        _protectedLimit = (Capacity - window) * 4 / 5;
    }

    // A wider window takes over the next victims of the main part, some at each request so that none of them is slow.
    private void FillWindow()
    {
        for (int moves = 0; moves < MovesAtOnce && _toMove > 0; moves++)
        {
            int slot = _order.Oldest(Probation);
            if (slot < 0 || slot == _candidate || _listWeights[Window] + WeightOf(slot) > _windowLimit)
            {
                _toMove = 0;
                return;
            }

            _toMove -= WeightOf(slot);
            Move(slot, Window);
        }

        for (int moves = 0; moves < MovesAtOnce && _listWeights[Protected] > _protectedLimit; moves++)
        {
            Move(_order.Oldest(Protected), Probation);
        }
    }
}
