namespace TurtlGraph.Caching;

/// <summary>
/// Frequency with ageing: a slot's value is L + uses (LFU-DA) or L + uses / weight (GDSF), where L is the value of the last
/// victim, so what was popular long ago falls behind (Arlitt et al. 2000; Cherkasova 1998). Of equals the least recently used goes first.
/// </summary>
internal sealed class GreedyDualPolicy : HeapPolicy
{
    // Keeps the quotients of large weights well above the rounding of L.
    private const double Scale = 1e6;

    private readonly bool _bySize;
    private Column<int> _uses;
    private double _inflation;

    public GreedyDualPolicy(string name, bool bySize, CachePolicyOptions options)
        : base(name, options)
    {
        _bySize = bySize;
        _uses.Grow(options.Slots);
    }

    private protected override long OwnBytes => base.OwnBytes + _uses.Bytes;

    private protected override double Value(int slot, bool isNew)
    {
        ref int uses = ref _uses[slot];
        uses = isNew ? 1 : uses + (uses < int.MaxValue ? 1 : 0);
        return _inflation + (_bySize ? uses * Scale / WeightOf(slot) : uses);
    }

    private protected override void OnEvicted(double value) => _inflation = value;

    private protected override void OnGrow(int slots)
    {
        base.OnGrow(slots);
        _uses.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _uses.Dispose();
        base.Dispose(disposing);
    }
}
