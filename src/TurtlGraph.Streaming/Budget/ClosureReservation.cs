namespace TurtlGraph.Streaming;

/// <summary>
/// Reserves memory for an asset together with everything that the asset waiting for it needs, or for nothing at all: a closure
/// that holds memory is always able to finish, so closures cannot wait for each other's memory.
/// </summary>
internal sealed class ClosureReservation(RuntimeState state)
{
    // Value of InFlight while an attempt is under way, so that only what this attempt took is given back.
    private const int JustReserved = -2;

    private ulong _lackingSlots;
    private long _keptFree;

    /// <summary>The budget that was used up, after <see cref="ReservationResult.LackingOfType"/>.</summary>
    public int BlockedSlot { get; private set; }

    /// <summary>The asset that found no block although enough bytes were free, after <see cref="ReservationResult.Scattered"/>.</summary>
    public int Blocked { get; private set; }

    /// <summary>Reserves for <paramref name="asset"/> and its closure; <paramref name="lacking"/> tells the bytes that were not to be had.</summary>
    public ReservationResult TryReserve(int asset, Urgency urgency, out long lacking)
    {
        lacking = 0;
        if (HasReservation(asset))
        {
            return ReservationResult.Reserved;
        }

        int root = state.Requests.FirstWaitingRoot(asset);
        _keptFree = KeptFree(LackingFor(asset), urgency);
        ReservationResult result = root < 0 ? TryReserveOne(asset, urgency) : TryReserveAll(state.Closures.Walk(root), urgency);
        if (result == ReservationResult.Reserved)
        {
            state.Compactor.Rooms.Settle();
        }
        else if (result == ReservationResult.LackingOfType)
        {
            lacking = LackingFor(asset, BlockedSlot);
        }
        else if (result == ReservationResult.Lacking)
        {
            lacking = LackingFor(asset);
            return IsScattered(root, asset) ? ReservationResult.Scattered : result;
        }

        return result;
    }

    /// <summary>Begins a frame: every budget may have room again.</summary>
    public void Begin() => _lackingSlots = 0;

    /// <summary>No other asset charged to a slot passes one that found it full, in this frame.</summary>
    public void Block(int slot) => _lackingSlots |= 1UL << slot;

    /// <summary>Bytes of one slot that an asset and its closure still need to reserve.</summary>
    private long LackingFor(int asset, int slot)
    {
        int root = state.Requests.FirstWaitingRoot(asset);
        long sum = 0;
        foreach (int member in root < 0 ? [asset] : state.Closures.Walk(root))
        {
            sum += IsMissing(member) && state.Catalog.SlotOf(member) == slot ? BudgetedLengthOf(member) : 0;
        }

        return sum;
    }

    /// <summary>What stays free for critical requests: the progress rule lets a closure take it that would never fit without.</summary>
    private long KeptFree(long lacking, Urgency urgency)
    {
        long reserve = state.Options.CriticalReserveBytes;
        return urgency == Urgency.Critical || lacking > state.Payloads.Capacity - reserve ? 0 : reserve;
    }

    /// <summary>Bytes that an asset and its closure still need to reserve.</summary>
    public long LackingFor(int asset)
    {
        int root = state.Requests.FirstWaitingRoot(asset);
        if (root >= 0)
        {
            return UnreservedBytes(state.Closures.Walk(root));
        }

        return HasReservation(asset) ? 0 : BudgetedLengthOf(asset);
    }

    private ReservationResult TryReserveAll(ReadOnlySpan<int> closure, Urgency urgency)
    {
        if (!CanEverFit(closure))
        {
            return ReservationResult.Impossible;
        }

        for (int i = 0; i < closure.Length; i++)
        {
            if (state.Catalog[closure[i]].State != AssetState.Queued || HasReservation(closure[i]))
            {
                continue;
            }

            ReservationResult result = TryReserveOne(closure[i], urgency);
            if (result != ReservationResult.Reserved)
            {
                GiveBack(closure[..i]);
                return result;
            }

            state.World.Get<InFlight>(state.Catalog[closure[i]].Owner).Operation = JustReserved;
        }

        foreach (int member in closure)
        {
            Unmark(member);
        }

        return ReservationResult.Reserved;
    }

    private ReservationResult TryReserveOne(int asset, Urgency urgency)
    {
        ref Payload payload = ref state.World.Get<Payload>(state.Catalog[asset].Owner);
        int length = LengthOf(asset);
        if (IsOversized(asset, length))
        {
            if (urgency != Urgency.Critical)
            {
                return ReservationResult.Impossible;
            }

            return state.Payloads.TryReserveOversized(length, out payload) ? ReservationResult.Reserved : ReservationResult.OversizedInUse;
        }

        BlockedSlot = state.Catalog.SlotOf(asset);
        if (((_lackingSlots >> BlockedSlot) & 1) != 0 || !state.TypeBudgets.HasRoomFor(BlockedSlot, PayloadStore.BlockBytes(length)))
        {
            return ReservationResult.LackingOfType;
        }

        bool isFree = state.Payloads.FreeBytes - PayloadStore.BlockBytes(length) >= _keptFree || state.Compactor.Rooms.Has(asset);
        if (isFree && state.Residents.TryReserve(asset, ref payload, length))
        {
            return ReservationResult.Reserved;
        }

        Blocked = asset;
        return ReservationResult.Lacking;
    }

    /// <summary>Whether all that lacks would fit if free memory, and what is becoming free by a move, were one block.</summary>
    private bool IsScattered(int root, int asset)
    {
        long free = state.Payloads.FreeBytes - _keptFree + state.Compactor.Bytes + state.Compactor.HeldBytes;
        ReadOnlySpan<int> closure = root < 0 ? [asset] : state.Closures.Walk(root);
        foreach (int member in closure)
        {
            if (state.Catalog[member].State == AssetState.Queued && !HasReservation(member) && !state.Compactor.Rooms.Has(member)
                && !IsOversized(member, LengthOf(member)))
            {
                free -= PayloadStore.BlockBytes(LengthOf(member));
            }
        }

        if (free < 0)
        {
            state.Compactor.Rooms.FreeOthers(closure);
        }

        return free >= 0;
    }

    private void GiveBack(ReadOnlySpan<int> attempted)
    {
        foreach (int member in attempted)
        {
            if (!Unmark(member))
            {
                continue;
            }

            ref Payload payload = ref state.World.Get<Payload>(state.Catalog[member].Owner);
            if (state.Compactor.Rooms.TryReturn(member, payload.Block))
            {
                state.Residents.ForgetReservation(ref payload);
            }
            else
            {
                state.Residents.FreeReservation(ref payload);
            }
        }
    }

    private bool Unmark(int asset)
    {
        ref AssetRecord record = ref state.Catalog[asset];
        if (record.State != AssetState.Queued)
        {
            return false;
        }

        ref InFlight mark = ref state.World.Get<InFlight>(record.Owner);
        bool wasMarked = mark.Operation == JustReserved;
        mark.Operation = -1;
        return wasMarked;
    }

    private long UnreservedBytes(ReadOnlySpan<int> closure)
    {
        long sum = 0;
        foreach (int member in closure)
        {
            if (IsMissing(member))
            {
                sum += BudgetedLengthOf(member);
            }
        }

        return sum;
    }

    /// <summary>Bytes of payload memory: none for the asset that is larger than all of it and runs outside the budget.</summary>
    private long BudgetedLengthOf(int asset)
    {
        int length = LengthOf(asset);
        return IsOversized(asset, length) ? 0 : PayloadStore.BlockBytes(length);
    }

    /// <summary>Whether an asset is larger than all memory it may ever have, so that it can only run alone and outside the budget.</summary>
    private bool IsOversized(int asset, int length) =>
        length > state.Payloads.Capacity || PayloadStore.BlockBytes(length) > state.TypeBudgets.LimitOf(state.Catalog.SlotOf(asset));

    /// <summary>Whether what is missing of a closure fits the memory, and the budget of each type, when nothing else is in them.</summary>
    private bool CanEverFit(ReadOnlySpan<int> closure)
    {
        Span<long> bySlot = stackalloc long[state.TypeBudgets.Slots];
        bySlot.Clear();
        long sum = 0;
        foreach (int member in closure)
        {
            if (IsMissing(member))
            {
                long bytes = BudgetedLengthOf(member);
                sum += bytes;
                bySlot[state.Catalog.SlotOf(member)] += bytes;
            }
        }

        for (int slot = 1; slot < bySlot.Length; slot++)
        {
            if (bySlot[slot] > state.TypeBudgets.LimitOf(slot))
            {
                return false;
            }
        }

        return sum <= state.Payloads.Capacity;
    }

    private bool IsMissing(int asset) => state.Catalog[asset].State == AssetState.Queued && !HasReservation(asset);

    private int LengthOf(int asset) => state.World.Get<ReadPlan>(state.Catalog[asset].Owner).DecodedLength;

    private unsafe bool HasReservation(int asset) => state.World.Get<Payload>(state.Catalog[asset].Owner).Pointer != null;
}
