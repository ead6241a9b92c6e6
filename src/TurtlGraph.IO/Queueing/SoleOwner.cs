namespace TurtlGraph.IO;

/// <summary>
/// Something that one thread at a time may use, and nobody waits for: who finds it taken leaves his work where the owner
/// will see it. The owner looks for such work once more after letting go.
/// </summary>
internal sealed class SoleOwner
{
    private int _taken;

    /// <summary>Takes it when nobody has it. A full memory barrier also when it fails.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    /// <summary>Whether somebody has it now.</summary>
    public bool IsTaken => Volatile.Read(ref _taken) != 0;

    /// <summary>Lets go. A full memory barrier.</summary>
    public void Release() => Interlocked.Exchange(ref _taken, 0);
}
