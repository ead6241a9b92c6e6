namespace TurtlGraph.Streaming;

/// <summary>The part that is content with a coarser level.</summary>
internal sealed partial class RequestBook
{
    /// <summary>Ends a request that memory does not hold: the coarser level that is resident is held in its place until the handle is released.</summary>
    private void EndDegraded(int slot, int root, int standIn, int cause)
    {
        // Nobody waits for the level that is shown instead.
        Want want = _state.Handles[slot].Want with { Deadline = float.PositiveInfinity, LatestDeadline = float.PositiveInfinity, IsUselessWhenLate = false };
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
