using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

// The part that asks a cache policy, where the options choose one.
internal sealed partial class EvictionScoringSystem
{
    private const int MostVictims = 256;

    private readonly int[] _refused = new int[MostVictims];

    /// <summary>
    /// Evicts what the policy names, until enough is free. What may not go at present, because a prediction or a dependent asset
    /// needs it, comes back as used just now. What is held is not named; it gives way by the rules for all policies.
    /// </summary>
    private long EvictByPolicy(ResidentPolicy policy, long wanted, in VictimRules rules, ref Frame frame)
    {
        long freed = 0;
        int refused = 0;
        while (freed < wanted && refused < MostVictims && !(freed > 0 && frame.TimeIsUp))
        {
            int asset = policy.TakeVictim();
            if (asset < 0)
            {
                break;
            }

            long bytes = rules.Takes(asset) && MayGo(asset, isDemanded: false, isShed: false) ? _state.Residents.EvictUnit(asset, rules) : 0;
            freed += bytes;
            if (bytes == 0)
            {
                _refused[refused++] = asset;
            }
        }

        foreach (int asset in _refused.AsSpan(0, refused))
        {
            if (_state.Catalog[asset].State == AssetState.Resident)
            {
                policy.Enter(asset, _state.Residents.BlockBytesOf(asset), _state.Catalog[asset].Holds > 0);
            }
        }

        return freed;
    }
}
