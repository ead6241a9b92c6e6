namespace TurtlGraph.Streaming;

/// <summary>
/// Whose turn it is when the requests of several viewers are equally urgent: weighted round robin by bytes. The viewer that has
/// been served least for its weight comes next (start-time fair queueing; Goyal, Vin, Cheng 1996).
/// </summary>
internal sealed class ViewerTurns
{
    private readonly double[] _served = new double[RuntimeState.MaxViewers];
    private readonly double[] _weights = new double[RuntimeState.MaxViewers];
    private readonly double[] _planned = new double[RuntimeState.MaxViewers];
    private int _known;

    /// <summary>Begins the plan of a frame.</summary>
    /// <param name="viewers">The viewers of this update.</param>
    /// <param name="isActive">Which of them have requests; the others do not save up turns meanwhile, nor do new ones have any.</param>
    public void Plan(ReadOnlySpan<Viewer> viewers, ReadOnlySpan<bool> isActive)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < viewers.Length; i++)
        {
            _weights[i] = viewers[i].Weight;
            least = isActive[i] && i < _known ? Math.Min(least, _served[i]) : least;
        }

        for (int i = 0; i < viewers.Length; i++)
        {
            if ((!isActive[i] || i >= _known) && !double.IsInfinity(least))
            {
                _served[i] = Math.Max(_served[i], least);
            }

            _planned[i] = _served[i];
        }

        _known = viewers.Length;
    }

    /// <summary>Whether the one viewer comes before the other; of equals the lower index.</summary>
    public bool IsBefore(int viewer, int other) => _planned[viewer] < _planned[other];

    /// <summary>Counts a request into the plan.</summary>
    public void Take(int viewer, long bytes) => _planned[viewer] += Cost(viewer, bytes);

    /// <summary>Notes that a viewer's request has really been served.</summary>
    public void NoteServed(int viewer, long bytes) => _served[viewer] += Cost(viewer, bytes);

    // Also what is empty takes a turn.
    private double Cost(int viewer, long bytes) => Math.Max(bytes, 1) / Math.Max(_weights[viewer], 1e-6);
}
