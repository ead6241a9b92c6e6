namespace TurtlGraph.Streaming;

/// <summary>
/// The life of requests: who waits for what, what must be loaded for them, and how each ends. A request is ready when every
/// asset of its closure has become resident; it holds no memory and no slot while it waits.
/// </summary>
internal sealed partial class RequestBook : IDisposable
{
    private const long MinInterests = 1 << 26;
    private readonly RuntimeState _state;
    private readonly InterestPool _interests;

    public RequestBook(RuntimeState state, int maxAssets)
    {
        _state = state;

        // One for each missing member of each closure that is waited for, however few assets they share. Address space only.
        _interests = new InterestPool((int)Math.Max(MinInterests, Math.Min(maxAssets * 4L, int.MaxValue)));
    }

    /// <summary>What the interest lists have grown to, in elements.</summary>
    public int InterestPoolSize => _interests.Size;

    /// <summary>Takes in a request: holds its closure, queues what is missing, ends at once when nothing is.</summary>
    public void Begin(in SubmitCommand command)
    {
        _state.Counters.RequestsTotal++;
        int root = command.Asset;
        ref AssetRecord rootRecord = ref _state.Catalog[root];
        bool isWaitedFor = rootRecord.FirstWaiter >= 0;
        int missing = 0;
        Want want = WantFrom(command);
        foreach (int member in _state.Closures.Walk(root))
        {
            Hold(member, want);
            ref AssetRecord record = ref _state.Catalog[member];
            if (record.State == AssetState.Resident)
            {
                _state.Record(TraceKind.Hit, member);
                continue;
            }

            _state.Record(TraceKind.Missed, member);
            missing++;
            if (!isWaitedFor)
            {
                FreeLeadingVoidInterests(ref record);
                _interests.Push(ref record.FirstInterest, root, rootRecord.WaitEpoch);
            }
        }

        _state.Record(TraceKind.Requested, root, missing);
        if (missing == 0)
        {
            EndReady(command.Handle.Slot, root);
            return;
        }

        if (!isWaitedFor)
        {
            rootRecord.Remaining = missing;
            rootRecord.WaitingSince = (float)_state.Now;
        }

        LinkWaiter(ref rootRecord, command.Handle.Slot, want);
    }

    /// <summary>Ends a pending request as cancelled; the handle stays readable until it is released.</summary>
    public void Cancel(AssetHandle handle)
    {
        if (!_state.Handles.TryRead(handle, out int root, out RequestStatus status, out _) || status != RequestStatus.Pending)
        {
            return;
        }

        UnlinkWaiter(root, handle.Slot);
        _state.Handles.SetStatus(handle.Slot, RequestStatus.Cancelled, FailureReason.None);
        _state.Counters.RequestsCancelled++;
        _state.Record(TraceKind.Cancelled, root);
        Unhold(root);
    }

    /// <summary>Gives a handle back; a pending request is cancelled by it.</summary>
    public void Release(AssetHandle handle)
    {
        if (!_state.Handles.TryRead(handle, out int root, out RequestStatus status, out _))
        {
            return;
        }

        if (status == RequestStatus.Pending)
        {
            Cancel(handle);
        }
        else if (status == RequestStatus.Ready)
        {
            Unhold(root);
        }
        else if (status == RequestStatus.Degraded)
        {
            Unhold(_state.Handles[handle.Slot].StandIn);
        }

        _state.Handles.Free(handle.Slot);
    }

    /// <summary>Tells those who wait for <paramref name="asset"/> that it is resident.</summary>
    public void OnResident(int asset)
    {
        int next = DetachInterests(asset);
        while (next >= 0)
        {
            Interest interest = _interests[next];
            _interests.Free(next);
            next = interest.Next;
            ref AssetRecord root = ref _state.Catalog[interest.Root];
            if (root.WaitEpoch == interest.Epoch && --root.Remaining == 0)
            {
                Conclude(interest.Root, ref root);
            }
        }
    }

    /// <summary>Fails for good what waits for <paramref name="asset"/>, whose request entity is gone already.</summary>
    public void OnFailed(int asset, FailureReason reason)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        _state.Predictions.OnLost(asset, ref record);
        record.Prediction |= PredictionMark.Broken;
        _state.Record(TraceKind.Failed, asset, (long)reason);
        int next = DetachInterests(asset);
        while (next >= 0)
        {
            Interest interest = _interests[next];
            _interests.Free(next);
            next = interest.Next;
            ref AssetRecord root = ref _state.Catalog[interest.Root];
            if (root.WaitEpoch != interest.Epoch)
            {
                continue;
            }

            if (!_state.Closures.Needs(interest.Root, asset))
            {
                // It comes without.
                if (--root.Remaining == 0)
                {
                    Conclude(interest.Root, ref root);
                }
            }
            else
            {
                // What comes too late for a dependency comes too late for the whole.
                bool isOwn = interest.Root == asset || reason == FailureReason.Expired;
                FailAll(interest.Root, isOwn ? reason : FailureReason.DependencyFailed, asset, reason);
            }
        }
    }

    /// <summary>
    /// Fails what can never fit: the requests whose closure <paramref name="asset"/> belongs to, but not others that share it;
    /// when only prediction wants it, the asset itself.
    /// </summary>
    public void OnImpossible(int asset)
    {
        int root = FirstWaitingRoot(asset);
        if (root < 0)
        {
            Remove(asset);
            OnFailed(asset, FailureReason.OutOfBudget);
            return;
        }

        _state.Catalog[root].Prediction |= PredictionMark.Broken;
        _state.Record(TraceKind.Failed, root, (long)FailureReason.OutOfBudget);
        FailAll(root, FailureReason.OutOfBudget, root, FailureReason.OutOfBudget);
    }

    /// <summary>Ends everything that is still pending as cancelled, also what no update has taken in: the runtime is being disposed.</summary>
    public void CancelAllPending()
    {
        while (_state.Submissions.TryDequeue(out SubmitCommand command))
        {
            if (command.Kind == SubmitKind.Request)
            {
                _state.Counters.RequestsTotal++;
                _state.Counters.RequestsCancelled++;
                _state.Handles.SetStatus(command.Handle.Slot, RequestStatus.Cancelled, FailureReason.None);
            }
        }

        for (int asset = 0; asset < _state.Catalog.Count; asset++)
        {
            ref AssetRecord record = ref _state.Catalog[asset];
            for (int slot = record.FirstWaiter; slot >= 0; slot = _state.Handles[slot].NextWaiter)
            {
                _state.Handles.SetStatus(slot, RequestStatus.Cancelled, FailureReason.None);
                _state.Counters.RequestsCancelled++;
            }

            record.FirstWaiter = -1;
        }
    }

    /// <inheritdoc cref="BandwidthAllocationSystem.Prepare"/>
    public void Prepare() => _interests.EnsureCapacity(_state.Catalog.Count);

    public void Dispose() => _interests.Dispose();

    private static Want WantFrom(in SubmitCommand command) => new()
    {
        Position = command.Position,
        Radius = command.Radius,
        LodWeight = command.LodWeight,
        Deadline = command.Deadline,
        LatestDeadline = command.Deadline,
        IsUselessWhenLate = command.IsUselessWhenLate,
        UrgencyBound = command.UrgencyBound,
    };

    /// <summary>
    /// All that a root missed has come: its requests are ready, unless something that was there has been evicted meanwhile.
    /// That is loaded again, inside the time limit of the first of them.
    /// </summary>
    private void Conclude(int root, ref AssetRecord record)
    {
        int missing = Recall(root, ref record);
        if (missing == 0)
        {
            EndAllReady(root);
        }
        else if (_state.Now - record.WaitingSince > _state.Options.RequestTimeout.TotalSeconds)
        {
            FailAll(root, FailureReason.TimedOut, root, FailureReason.TimedOut);
        }
        else
        {
            record.Remaining = missing;
        }
    }

    private void EndAllReady(int root)
    {
        ref AssetRecord record = ref _state.Catalog[root];
        int slot = record.FirstWaiter;
        record.FirstWaiter = -1;
        record.WaitEpoch++;
        while (slot >= 0)
        {
            int next = _state.Handles[slot].NextWaiter;
            EndReady(slot, root);
            slot = next;
        }
    }

    private void EndReady(int slot, int root)
    {
        _state.Handles.SetStatus(slot, RequestStatus.Ready, FailureReason.None);
        _state.Counters.RequestsReady++;
        _state.Record(TraceKind.Ready, root);
    }

    private void FailAll(int root, FailureReason reason, int cause, FailureReason causeReason)
    {
        // Where memory does not hold the detail that was asked for, less of it is better than nothing.
        int standIn = causeReason == FailureReason.OutOfBudget ? _state.Levels.StandInOf(root) : -1;
        ref AssetRecord record = ref _state.Catalog[root];
        int slot = record.FirstWaiter;
        record.FirstWaiter = -1;
        record.WaitEpoch++;
        while (slot >= 0)
        {
            int next = _state.Handles[slot].NextWaiter;
            if (standIn >= 0)
            {
                EndDegraded(slot, root, standIn, cause);
            }
            else
            {
                _state.Handles.SetFailed(slot, RequestStatus.Failed, reason, cause, causeReason);
                _state.Counters.RequestsFailed++;
            }

            Unhold(root);
            slot = next;
        }
    }
}
