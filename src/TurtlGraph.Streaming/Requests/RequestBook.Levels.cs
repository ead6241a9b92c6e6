namespace TurtlGraph.Streaming;

/// <summary>The part that is content with a coarser level.</summary>
internal sealed partial class RequestBook
{
    /// <summary>Ends a request that memory does not hold: the coarser level that is resident is held in its place until the handle is released.</summary>
    private void EndDegraded(int slot, int root, int standIn, int cause)
    {
        Want want = WantOf(root, ref _state.Catalog[root]);
        foreach (int member in _state.Closures.Walk(standIn))
        {
            Hold(member, want);
        }

        _state.Handles[slot].StandIn = standIn;
        _state.Handles.SetFailed(slot, RequestStatus.Degraded, FailureReason.None, cause, FailureReason.OutOfBudget);
        _state.Counters.RequestsDegraded++;
        _state.Record(TraceKind.Degraded, root);
    }
}
