namespace TurtlGraph.Streaming;

/// <summary>The part that knows who waits for what: the handles of a root, and the roots that wait for an asset.</summary>
internal sealed partial class RequestBook
{
    /// <summary>The first asset whose pending requests still wait for <paramref name="asset"/>, or -1.</summary>
    public int FirstWaitingRoot(int asset)
    {
        // What is void goes on the way, so each is passed over once, however often somebody asks.
        ref AssetRecord record = ref _state.Catalog[asset];
        FreeLeadingVoidInterests(ref record);
        return record.FirstInterest >= 0 ? _interests[record.FirstInterest].Root : -1;
    }

    /// <summary>Frees the interests in an asset that no request waits for any more.</summary>
    public void FreeVoidInterests(int asset)
    {
        int next = DetachInterests(asset);
        while (next >= 0)
        {
            int following = _interests[next].Next;
            _interests.Free(next);
            next = following;
        }
    }

    /// <summary>Requests that are made and cancelled again and again must not make a list grow.</summary>
    private void FreeLeadingVoidInterests(ref AssetRecord record)
    {
        while (record.FirstInterest >= 0)
        {
            Interest first = _interests[record.FirstInterest];
            if (_state.Catalog[first.Root].WaitEpoch == first.Epoch)
            {
                return;
            }

            _interests.Free(record.FirstInterest);
            record.FirstInterest = first.Next;
        }
    }

    private int DetachInterests(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        int first = record.FirstInterest;
        record.FirstInterest = -1;
        return first;
    }

    private void LinkWaiter(ref AssetRecord root, int slot, in Want want)
    {
        ref WaiterLinks entry = ref _state.Handles[slot];
        entry.Want = want;
        entry.PreviousWaiter = -1;
        entry.NextWaiter = root.FirstWaiter;
        if (root.FirstWaiter >= 0)
        {
            _state.Handles[root.FirstWaiter].PreviousWaiter = slot;
        }

        root.FirstWaiter = slot;
    }

    private void UnlinkWaiter(int root, int slot)
    {
        ref AssetRecord record = ref _state.Catalog[root];
        WaiterLinks entry = _state.Handles[slot];
        if (entry.PreviousWaiter >= 0)
        {
            _state.Handles[entry.PreviousWaiter].NextWaiter = entry.NextWaiter;
        }
        else
        {
            record.FirstWaiter = entry.NextWaiter;
        }

        if (entry.NextWaiter >= 0)
        {
            _state.Handles[entry.NextWaiter].PreviousWaiter = entry.PreviousWaiter;
        }

        if (record.FirstWaiter < 0)
        {
            record.WaitEpoch++;
        }
    }
}
