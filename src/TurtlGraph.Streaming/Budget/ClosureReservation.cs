namespace TurtlGraph.Streaming;

/// <summary>
/// Reserves memory for an asset together with everything that the asset waiting for it needs, or for nothing at all: a closure
/// that holds memory is always able to finish, so closures cannot wait for each other's memory.
/// </summary>
internal sealed class ClosureReservation(RuntimeState state)
{
    // Value of InFlight while an attempt is under way, so that only what this attempt took is given back.
    private const int JustReserved = -2;

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
        ReservationResult result = root < 0 ? TryReserveOne(asset, urgency) : TryReserveAll(state.Closures.Walk(root), urgency);
        if (result == ReservationResult.Reserved)
        {
            state.Compactor.Rooms.Settle();
        }
        else if (result == ReservationResult.Lacking)
        {
            lacking = LackingFor(asset);
            return IsScattered(root, asset) ? ReservationResult.Scattered : result;
        }

        return result;
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
        if (UnreservedBytes(closure) > state.Payloads.Capacity)
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
        if (length > state.Payloads.Capacity)
        {
            if (urgency != Urgency.Critical)
            {
                return ReservationResult.Impossible;
            }

            return state.Payloads.TryReserveOversized(length, out payload) ? ReservationResult.Reserved : ReservationResult.OversizedInUse;
        }

        if (state.Residents.TryReserve(asset, ref payload, length))
        {
            return ReservationResult.Reserved;
        }

        Blocked = asset;
        return ReservationResult.Lacking;
    }

    /// <summary>Whether all that lacks would fit if free memory, and what is becoming free by a move, were one block.</summary>
    private bool IsScattered(int root, int asset)
    {
        long free = state.Payloads.FreeBytes + state.Compactor.Bytes + state.Compactor.HeldBytes;
        ReadOnlySpan<int> closure = root < 0 ? [asset] : state.Closures.Walk(root);
        foreach (int member in closure)
        {
            if (state.Catalog[member].State == AssetState.Queued && !HasReservation(member) && !state.Compactor.Rooms.Has(member)
                && LengthOf(member) <= state.Payloads.Capacity)
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
                state.Counters.ReservedBytes -= payload.Block.Length;
                payload = default;
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
            if (state.Catalog[member].State == AssetState.Queued && !HasReservation(member))
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
        return length > state.Payloads.Capacity ? 0 : length;
    }

    private int LengthOf(int asset) => state.World.Get<ReadPlan>(state.Catalog[asset].Owner).DecodedLength;

    private unsafe bool HasReservation(int asset) => state.World.Get<Payload>(state.Catalog[asset].Owner).Pointer != null;
}
