namespace TurtlGraph.Memory;

/// <summary>
/// A range of payload memory that <see cref="PayloadArena"/> granted. It stays valid until it is freed; a copy kept
/// longer than that is recognised and refused by <see cref="PayloadArena.Free"/>.
/// </summary>
public readonly unsafe struct PayloadBlock : IEquatable<PayloadBlock>
{
    internal PayloadBlock(byte* pointer, long length, int node, uint generation)
    {
        Pointer = pointer;
        Length = length;
        Node = node;
        Generation = generation;
    }

    /// <summary>First byte, a multiple of 64; null in <see langword="default"/>.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes granted: the request rounded up to a multiple of 64.</summary>
    public long Length { get; }

    /// <summary>Number of the arena's bookkeeping entry.</summary>
    public int Node { get; }

    /// <summary>Tells apart the allocations that used the same bookkeeping entry; never 0 for a granted block.</summary>
    public uint Generation { get; }

    /// <summary>Whether this is <see langword="default"/>, which names no memory.</summary>
    public bool IsEmpty => Pointer == null;

    /// <inheritdoc/>
    public bool Equals(PayloadBlock other) =>
        Pointer == other.Pointer && Length == other.Length && Node == other.Node && Generation == other.Generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PayloadBlock other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Node, Generation);

    /// <summary>Whether both name the same allocation.</summary>
    public static bool operator ==(PayloadBlock left, PayloadBlock right) => left.Equals(right);

    /// <summary>Whether they name different allocations.</summary>
    public static bool operator !=(PayloadBlock left, PayloadBlock right) => !left.Equals(right);
}
