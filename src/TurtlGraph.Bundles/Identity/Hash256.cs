using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>A 256-bit digest, compared by value. Its 32 bytes lie in memory in digest order.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Length)]
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>Length of the digest in bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Copies a digest from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A 256-bit hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        this = MemoryMarshal.Read<Hash256>(bytes);
    }

    /// <summary>The digest's bytes; valid as long as the place <paramref name="hash"/> refers to.</summary>
    public static ReadOnlySpan<byte> AsBytes(in Hash256 hash) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in hash));

    /// <summary>Reads a digest from 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static Hash256 Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = Convert.FromHexString(text);
        return bytes.Length == Length
            ? new Hash256(bytes)
            : throw new FormatException($"A 256-bit hash has {Length * 2} hexadecimal digits, not {text.Length}.");
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Hash256 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _a.GetHashCode();

    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsBytes(in this));

    /// <summary>Whether two digests are the same.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);
}
