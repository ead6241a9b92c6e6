namespace TurtlGraph.IO;

/// <summary>
/// Lets threads sleep until there is something to do. A signal costs one memory barrier and one load while nobody sleeps,
/// so the frame thread pays for a wake-up only when a worker needs one.
/// </summary>
/// <remarks>
/// A sleeper first announces itself (<see cref="Enter"/>), then looks once more whether there is work, then waits; so a
/// signal between its look and its sleep is not lost. Wake-ups may be spurious.
/// </remarks>
internal sealed class WakeGate
{
    private readonly WakeTokens _tokens = new();
    private int _sleepers;

    /// <summary>Announces a thread that is about to sleep. Must be followed by <see cref="Leave"/>.</summary>
    public void Enter() => Interlocked.Increment(ref _sleepers);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave() => Interlocked.Decrement(ref _sleepers);

    /// <summary>Sleeps until a signal or until the time has passed (-1: no limit). Between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public bool Wait(int milliseconds) => _tokens.Wait(milliseconds);

    /// <summary>Wakes up to <paramref name="count"/> sleepers, after what they wait for has been written.</summary>
    public void Signal(int count = 1)
    {
        Interlocked.MemoryBarrier();
        int wake = Math.Min(count, Volatile.Read(ref _sleepers) - _tokens.Count);
        if (wake > 0)
        {
            _tokens.Release(wake);
        }
    }

    /// <summary>Wakes every sleeper.</summary>
    public void SignalAll() => Signal(int.MaxValue);
}
