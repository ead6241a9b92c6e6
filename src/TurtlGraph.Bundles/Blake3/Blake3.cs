using System.Runtime.CompilerServices;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020) over input that is in memory: plain, keyed and key derivation.
/// Digests may have any length; 32 bytes is the usual one. All methods are thread-safe and allocate nothing.
/// </summary>
public static unsafe class Blake3
{
    /// <summary>Usual digest length in bytes.</summary>
    public const int HashLength = 32;

    /// <summary>Key length in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Hashes <paramref name="input"/> and fills <paramref name="digest"/> with output bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> digest) =>
        Hash(input, digest, Blake3Wide.Best);

    /// <summary>Hashes <paramref name="input"/> to 32 bytes.</summary>
    [SkipLocalsInit]
    public static Hash256 Hash(ReadOnlySpan<byte> input)
    {
        Span<byte> digest = stackalloc byte[HashLength];
        Hash(input, digest);
        return new Hash256(digest);
    }

    /// <summary>
    /// Hashes several inputs to 32 bytes each. Short ones are hashed side by side, which is several times as fast as one behind
    /// the other.
    /// </summary>
    /// <exception cref="ArgumentException">There is not just one digest an input, or an input has a negative length.</exception>
    public static void HashMany(ReadOnlySpan<Blake3Input> inputs, Span<Hash256> digests) =>
        HashMany(inputs, digests, Blake3Wide.Best);

    /// <summary>Hashes <paramref name="input"/> under a key and fills <paramref name="digest"/> with output bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not 32 bytes long.</exception>
    public static void KeyedHash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> digest)
    {
        Blake3Mode mode = Blake3Mode.Keyed(key);
        Blake3Tree.Root(input, in mode, Blake3Wide.Best).WriteRoot(digest);
    }

    /// <summary>Derives key bytes from <paramref name="material"/> for the use that <paramref name="context"/> names.</summary>
    public static void DeriveKey(string context, ReadOnlySpan<byte> material, Span<byte> derived)
    {
        ArgumentNullException.ThrowIfNull(context);
        Blake3Mode mode = Blake3Mode.Derive(Encoding.UTF8.GetBytes(context));
        Blake3Tree.Root(material, in mode, Blake3Wide.Best).WriteRoot(derived);
    }

    /// <summary>Hashes with vectors of at most the given width.</summary>
    internal static void Hash(ReadOnlySpan<byte> input, Span<byte> digest, Blake3Width width)
    {
        Blake3Mode mode = Blake3Mode.Plain;
        Blake3Tree.Root(input, in mode, width).WriteRoot(digest);
    }

    /// <summary>Hashes side by side with vectors of at most the given width.</summary>
    internal static void HashMany(ReadOnlySpan<Blake3Input> inputs, Span<Hash256> digests, Blake3Width width)
    {
        if (inputs.Length != digests.Length)
        {
            throw new ArgumentException($"{inputs.Length} inputs need as many digests, not {digests.Length}.", nameof(digests));
        }

        foreach (ref readonly Blake3Input input in inputs)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(input.Length, nameof(inputs));
        }

        Blake3Mode mode = Blake3Mode.Plain;
        fixed (Blake3Input* input = inputs)
        fixed (Hash256* digest = digests)
        {
            Blake3Batch.Hash(input, inputs.Length, digest, in mode, width);
        }
    }
}
