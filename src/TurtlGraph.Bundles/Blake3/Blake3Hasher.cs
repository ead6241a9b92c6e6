using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// BLAKE3 over input that arrives in pieces. Not thread-safe; reusable after <see cref="Reset"/>; allocates nothing after
/// it was made.
/// </summary>
public sealed unsafe class Blake3Hasher
{
    /// <summary>Levels of a tree over 2^64 bytes of 1 KiB chunks.</summary>
    private const int MaxDepth = 54;

    private readonly Blake3Mode _mode;
    private readonly uint[] _stack = new uint[(MaxDepth + 1) * Blake3Constants.Words];
    private readonly byte[] _chunk = new byte[Blake3Constants.ChunkLength];
    private int _depth;
    private int _buffered;
    private ulong _chunks;

    /// <summary>Starts a plain hash.</summary>
    public Blake3Hasher() : this(Blake3Mode.Plain) { }

    private Blake3Hasher(Blake3Mode mode) => _mode = mode;

    /// <summary>Starts a keyed hash.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not 32 bytes long.</exception>
    public static Blake3Hasher CreateKeyed(ReadOnlySpan<byte> key) => new(Blake3Mode.Keyed(key));

    /// <summary>Starts a key derivation for the use that <paramref name="context"/> names.</summary>
    public static Blake3Hasher CreateDeriveKey(string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Blake3Hasher(Blake3Mode.Derive(Encoding.UTF8.GetBytes(context)));
    }

    /// <summary>Bytes taken so far.</summary>
    public ulong Length => (_chunks * Blake3Constants.ChunkLength) + (ulong)_buffered;

    /// <summary>Forgets all input; key and mode stay.</summary>
    public void Reset()
    {
        _depth = 0;
        _buffered = 0;
        _chunks = 0;
    }

    /// <summary>Takes the next bytes of the input.</summary>
    public void Update(ReadOnlySpan<byte> input)
    {
        // The last byte always stays in the buffer: whatever ends the input may be the root, and only the end tells.
        while (input.Length > 0)
        {
            if (_buffered == Blake3Constants.ChunkLength)
            {
                PushSubtree(_chunk, 1);
                _buffered = 0;
            }

            if (_buffered == 0 && input.Length > Blake3Constants.ChunkLength)
            {
                int chunks = WholeChunks(input.Length);
                PushSubtree(input[..(chunks * Blake3Constants.ChunkLength)], chunks);
                input = input[(chunks * Blake3Constants.ChunkLength)..];
                continue;
            }

            int take = Math.Min(input.Length, Blake3Constants.ChunkLength - _buffered);
            input[..take].CopyTo(_chunk.AsSpan(_buffered));
            _buffered += take;
            input = input[take..];
        }
    }

    /// <summary>
    /// Fills <paramref name="digest"/> with output bytes over the input so far. Input may go on afterwards.
    /// </summary>
    public void Finish(Span<byte> digest)
    {
        Blake3Node node = Blake3Tree.Chunk(_chunk.AsSpan(0, _buffered), _chunks, in _mode);
        uint* pair = stackalloc uint[16];
        for (int level = _depth - 1; level >= 0; level--)
        {
            _stack.AsSpan(level * Blake3Constants.Words, Blake3Constants.Words).CopyTo(new Span<uint>(pair, 8));
            node.WriteChainingValue(pair + 8);
            node = Blake3Node.Parent(pair, in _mode);
        }

        node.WriteRoot(digest);
    }

    /// <summary>The 32-byte digest over the input so far. Input may go on afterwards.</summary>
    public Hash256 Finish()
    {
        Span<byte> digest = stackalloc byte[Blake3.HashLength];
        Finish(digest);
        return new Hash256(digest);
    }

    /// <summary>The largest subtree that may start here, is whole, and leaves at least a byte of input.</summary>
    private int WholeChunks(int length)
    {
        uint chunks = 1u << BitOperations.Log2((uint)((length - 1) / Blake3Constants.ChunkLength));
        if (_chunks != 0)
        {
            chunks = (uint)Math.Min(chunks, 1ul << Math.Min(30, BitOperations.TrailingZeroCount(_chunks)));
        }

        return (int)chunks;
    }

    /// <summary>Adds a whole subtree; every subtree it completes is merged at once, for more input is sure to follow.</summary>
    private void PushSubtree(ReadOnlySpan<byte> input, int chunks)
    {
        fixed (uint* stack = _stack)
        {
            Blake3Tree.Subtree(input, _chunks, in _mode, stack + (_depth * Blake3Constants.Words), Blake3Wide.Best);
            _depth++;
            _chunks += (ulong)chunks;
            int remaining = BitOperations.PopCount(_chunks);
            while (_depth > remaining)
            {
                uint* pair = stack + ((_depth - 2) * Blake3Constants.Words);
                Blake3Node.Parent(pair, in _mode).WriteChainingValue(pair);
                _depth--;
            }
        }
    }
}
