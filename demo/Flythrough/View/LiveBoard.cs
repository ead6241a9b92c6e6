namespace TurtlGraph.Flythrough;

/// <summary>Hands figures from the game thread to a view. The game thread never waits: when the view is just reading, it skips once.</summary>
internal sealed class LiveBoard
{
    private readonly Lock _gate = new();
    private LiveFigures _figures;

    public void Post(in LiveFigures figures)
    {
        if (_gate.TryEnter())
        {
            try
            {
                _figures = figures;
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    public LiveFigures Read()
    {
        lock (_gate)
        {
            return _figures;
        }
    }
}
