namespace TurtlGraph.Memory;

/// <summary>
/// A lock-free stack of slot numbers (R. K. Treiber, "Systems programming: coping with parallelism", 1986) over memory of its
/// owner: one word a slot, which names the slot under it while it lies in the stack and belongs to the slot's holder else.
/// Several slots are pushed and popped with one exchange.
/// </summary>
/// <remarks>All members may be called by any thread at any time and allocate nothing.</remarks>
/// <typeparam name="TTag">How the head changes; <see cref="Tagged"/> outside of tests.</typeparam>
/// <typeparam name="TGate">Where tests let other threads run; <see cref="NoGate"/> outside of them.</typeparam>
internal readonly unsafe struct FreeStack<TTag, TGate>
    where TTag : struct, IHeadTag
    where TGate : struct, IStackGate
{
    /// <summary>What a slot's word says when no slot lies under it. Holders may use values above the slot count as marks.</summary>
    public const uint Empty = uint.MaxValue;

    private readonly uint* _next;
    private readonly long* _head;
    private readonly uint _limit;

    /// <summary>Makes an empty stack.</summary>
    /// <param name="next">One word a slot.</param>
    /// <param name="head">The head, alone in its cache line.</param>
    /// <param name="limit">All slot numbers are below this.</param>
    public FreeStack(uint* next, long* head, uint limit)
    {
        _next = next;
        _head = head;
        _limit = limit;
        *head = TTag.Word(Empty, 0);
    }

    /// <summary>Top slot and tag.</summary>
    public long Head => Volatile.Read(ref *_head);

    /// <summary>Takes up to as many slots as fit, topmost first; returns how many.</summary>
    public int Pop(Span<uint> slots)
    {
        var head = Volatile.Read(ref *_head);
        while (true)
        {
            var count = 0;
            var under = (uint)head;
            while (count < slots.Length && under < _limit)
            {
                slots[count++] = under;
                under = Volatile.Read(ref _next[under]);
            }

            if (count == 0)
            {
                return 0;
            }

            TGate.BeforeExchange();

            // What was read may belong to other threads meanwhile, even be their marks; then the head differs and the exchange fails.
            var seen = Interlocked.CompareExchange(ref *_head, TTag.Word(under, head), head);
            if (seen == head)
            {
                return count;
            }

            head = seen;
        }
    }

    /// <summary>Puts slots, at least one, on the stack, so that the first is the topmost.</summary>
    public void Push(ReadOnlySpan<uint> slots)
    {
        for (var i = 1; i < slots.Length; i++)
        {
            Volatile.Write(ref _next[slots[i - 1]], slots[i]);
        }

        PushChain(slots[0], slots[^1]);
    }

    /// <summary>Puts the slots from <paramref name="first"/> to <paramref name="last"/>, <paramref name="step"/> apart, on the stack, the lowest topmost.</summary>
    public void PushRange(uint first, uint last, uint step = 1)
    {
        for (var slot = first; slot < last; slot += step)
        {
            Volatile.Write(ref _next[slot], slot + step);
        }

        PushChain(first, last);
    }

    private void PushChain(uint first, uint last)
    {
        var head = Volatile.Read(ref *_head);
        while (true)
        {
            Volatile.Write(ref _next[last], (uint)head);
            var seen = Interlocked.CompareExchange(ref *_head, TTag.Word(first, head), head);
            if (seen == head)
            {
                return;
            }

            head = seen;
        }
    }
}
