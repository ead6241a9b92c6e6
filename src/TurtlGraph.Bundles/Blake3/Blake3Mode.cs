using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>The key words and the flag that set hashing, keyed hashing and key derivation apart.</summary>
internal readonly unsafe struct Blake3Mode
{
    private readonly KeyWords _key;

    private Blake3Mode(ReadOnlySpan<byte> key, uint flags)
    {
        key.CopyTo(MemoryMarshal.AsBytes((Span<uint>)_key));
        Flags = flags;
    }

    /// <summary>Plain hashing.</summary>
    public static Blake3Mode Plain { get; } = new(MemoryMarshal.AsBytes(Blake3Constants.InitialVector), 0);

    /// <summary>The flag every compression of this mode carries.</summary>
    public uint Flags { get; }

    /// <summary>Keyed hashing with 32 bytes.</summary>
    public static Blake3Mode Keyed(ReadOnlySpan<byte> key)
    {
        if (key.Length != Blake3.KeyLength)
        {
            throw new ArgumentException($"A BLAKE3 key has {Blake3.KeyLength} bytes, not {key.Length}.", nameof(key));
        }

        return new Blake3Mode(key, Blake3Constants.KeyedHash);
    }

    /// <summary>Key derivation for a context string (UTF-8).</summary>
    public static Blake3Mode Derive(ReadOnlySpan<byte> context)
    {
        Span<byte> key = stackalloc byte[Blake3.KeyLength];
        var contextMode = new Blake3Mode(MemoryMarshal.AsBytes(Blake3Constants.InitialVector), Blake3Constants.DeriveKeyContext);
        Blake3Tree.Root(context, in contextMode, Blake3Wide.Best).WriteRoot(key);
        return new Blake3Mode(key, Blake3Constants.DeriveKeyMaterial);
    }

    /// <summary>Copies the eight key words.</summary>
    public void CopyKey(uint* words) => ((ReadOnlySpan<uint>)_key).CopyTo(new Span<uint>(words, Blake3Constants.Words));

    [System.Runtime.CompilerServices.InlineArray(Blake3Constants.Words)]
    private struct KeyWords
    {
        private uint _first;
    }
}
