namespace TurtlGraph.Streaming;

/// <summary>
/// The part of the payload memory that assets of one type may use at most; see <see cref="StreamingOptions.TypeBudgets"/>. The figures are as of
/// now; read them on the frame thread.
/// </summary>
public sealed class TypeBudget
{
    internal TypeBudget(string name, long bytes) => (Name, Bytes) = (name, bytes);

    /// <summary>Name of the type, as bundles have it.</summary>
    public string Name { get; }

    /// <summary>The most bytes that may be resident, reserved and in grace frames together.</summary>
    public long Bytes { get; }

    /// <summary>Bytes resident, reserved and in grace frames.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>The most there ever were. Never above <see cref="Bytes"/>.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Bytes of these that are in grace frames.</summary>
    internal long GraceBytes { get; set; }

    internal bool HasRoomFor(long bytes) => UsedBytes + bytes <= Bytes;

    internal void Charge(long bytes)
    {
        UsedBytes += bytes;
        PeakBytes = Math.Max(PeakBytes, UsedBytes);
    }
}
