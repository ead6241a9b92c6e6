namespace TurtlGraph.Flythrough;

/// <summary>Shows a flight in progress on a thread of its own.</summary>
internal interface IFlightView
{
    /// <summary>Shows the board's figures until <paramref name="stop"/> is set.</summary>
    void Show(LiveBoard board, CancellationToken stop);
}
