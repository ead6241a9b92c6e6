namespace TurtlGraph.Caching;

/// <summary>
/// LIRS (Jiang and Zhang, SIGMETRICS 2002): assets with short distances between uses (LIR) keep 99 % of the capacity; the others
/// (HIR) pass through a queue of 1 %. The stack orders both, and the keys of evicted HIR assets, by last use; its total weight
/// is bounded by twice the capacity.
/// </summary>
/// <remarks>
/// A resident asset and an evicted key are nodes of the same lists: slot s is node 2s, entry e of <see cref="GhostEntries"/> is
/// node 2e + 1, so that an evicted asset's key takes its place in the stack in one step.
/// </remarks>
internal sealed partial class LirsPolicy : CachePolicy
{
    private const int Stack = 0;
    private const int Queue = 0;
    private const int Evicted = 1;
    private const byte Lir = 1;
    private const byte InStack = 2;

    private readonly long _lirLimit;
    private readonly long _stackLimit;
    private SlotRings _stack;
    private SlotRings _queues;
    private Column<byte> _states;
    private GhostEntries _ghosts;
    private long _lirWeight;
    private long _stackWeight;
    private bool _isRemembered;

    public LirsPolicy(CachePolicyOptions options)
        : base("lirs", options)
    {
        _lirLimit = Capacity - Math.Max(1, (long)(Capacity * 0.01));
        _stackLimit = Capacity > long.MaxValue / 2 ? long.MaxValue : Capacity * 2;
        int entries = checked(options.Slots + (options.Slots / 50) + 2);
        _stack = new SlotRings(1, 2 * entries);
        _queues = new SlotRings(2, 2 * entries);
        _ghosts = new GhostEntries(entries);
        _states.Grow(options.Slots);
    }

    private protected override long OwnBytes => _stack.Bytes + _queues.Bytes + _states.Bytes + _ghosts.Bytes;

    private protected override void OnAccess(int slot)
    {
        byte state = _states[slot];
        if ((state & Lir) != 0)
        {
            bool wasBottom = _stack.Oldest(Stack) == Node(slot);
            _stack.MoveToNewest(Stack, Node(slot));
            if (wasBottom)
            {
                Prune();
            }
        }
        else if ((state & InStack) != 0)
        {
            _queues.Unlink(Node(slot));
            _stack.MoveToNewest(Stack, Node(slot));
            BecomeLir(slot);
        }
        else
        {
            _queues.MoveToNewest(Queue, Node(slot));
            Push(slot, InStack);
            LimitStack();
        }
    }

    private protected override void OnAnnounce(in CacheRequest request)
    {
        int entry = _ghosts.Find(request.Key);
        _isRemembered = entry >= 0;
        if (_isRemembered)
        {
            DropGhost(entry);
        }
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        bool isLir = _isRemembered || _lirWeight + request.Weight <= _lirLimit;
        _isRemembered = false;
        Enter(slot, isLir);
    }

    private protected override int OnEvict()
    {
        if (_queues.Oldest(Queue) < 0)
        {
            Demote();
        }

        int slot = _queues.Oldest(Queue) >> 1;
        _queues.Unlink(Node(slot));
        if ((_states[slot] & InStack) != 0)
        {
            LeaveGhost(slot);
        }

        return slot;
    }

    private protected override void OnRemove(int slot)
    {
        if ((_states[slot] & InStack) != 0)
        {
            _stack.Unlink(Node(slot));
            _stackWeight -= WeightOf(slot);
        }

        if ((_states[slot] & Lir) != 0)
        {
            _lirWeight -= WeightOf(slot);
            Prune();
        }
        else
        {
            _queues.Unlink(Node(slot));
        }
    }

    private protected override void OnUnpin(int slot) => Enter(slot, (_states[slot] & Lir) != 0);

    private protected override void OnGrow(int slots)
    {
        GrowNodes(slots);
        _states.Grow(slots);
    }

    protected override void Dispose(bool disposing)
    {
        _stack.Dispose();
        _queues.Dispose();
        _states.Dispose();
        _ghosts.Dispose();
        base.Dispose(disposing);
    }

    private static int Node(int slot) => slot << 1;

    private static int GhostNode(int entry) => (entry << 1) | 1;

    private void GrowNodes(int entries)
    {
        _stack.Grow(checked(2 * entries));
        _queues.Grow(2 * entries);
    }

    private void Enter(int slot, bool isLir)
    {
        Push(slot, InStack);
        if (isLir)
        {
            BecomeLir(slot);
        }
        else
        {
            _queues.AddNewest(Queue, Node(slot));
        }

        LimitStack();
    }

    private void Push(int slot, byte state)
    {
        _stack.AddNewest(Stack, Node(slot));
        _stackWeight += WeightOf(slot);
        _states[slot] = state;
    }

    // The slot is the newest of the stack and not in the queue.
    private void BecomeLir(int slot)
    {
        _states[slot] = Lir | InStack;
        _lirWeight += WeightOf(slot);
        Prune();
        while (_lirWeight > _lirLimit && _stack.Oldest(Stack) != Node(slot))
        {
            Demote();
        }
    }

    // The LIR slot at the bottom becomes the newest of the queue.
    private void Demote()
    {
        int slot = _stack.Oldest(Stack) >> 1;
        _stack.Unlink(Node(slot));
        _stackWeight -= WeightOf(slot);
        _lirWeight -= WeightOf(slot);
        _states[slot] = 0;
        _queues.AddNewest(Queue, Node(slot));
        Prune();
    }
}
