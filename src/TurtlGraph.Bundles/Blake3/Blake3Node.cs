using System.Runtime.CompilerServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// The last compression of a chunk or a parent, not yet run: only the caller knows whether it is the root of the tree.
/// </summary>
internal unsafe struct Blake3Node
{
    private fixed uint _chain[8];
    private fixed uint _block[16];
    private readonly ulong _counter;
    private readonly uint _length;
    private readonly uint _flags;

    public Blake3Node(uint* chain, ReadOnlySpan<byte> block, ulong counter, uint flags)
    {
        for (int i = 0; i < 8; i++)
        {
            _chain[i] = chain[i];
        }

        fixed (uint* words = _block)
        {
            block.CopyTo(new Span<byte>(words, Blake3Constants.BlockLength));
        }

        _counter = counter;
        _length = (uint)block.Length;
        _flags = flags;
    }

    /// <summary>The node over two chaining values that lie one behind the other.</summary>
    public static Blake3Node Parent(uint* pair, in Blake3Mode mode)
    {
        uint* key = stackalloc uint[Blake3Constants.Words];
        mode.CopyKey(key);
        return new Blake3Node(
            key, new ReadOnlySpan<byte>(pair, Blake3Constants.BlockLength), 0, mode.Flags | Blake3Constants.Parent);
    }

    /// <summary>Writes the chaining value of this node as a part of a larger tree.</summary>
    public readonly void WriteChainingValue(uint* output)
    {
        uint* chain = stackalloc uint[8];
        Run(_counter, _flags, chain, null);
        Unsafe.CopyBlockUnaligned(output, chain, Hash256.Length);
    }

    /// <summary>Writes as many output bytes of this node, being the root, as <paramref name="output"/> holds.</summary>
    public readonly void WriteRoot(Span<byte> output)
    {
        uint* words = stackalloc uint[16];
        for (ulong counter = 0; output.Length > 0; counter++)
        {
            Run(counter, _flags | Blake3Constants.Root, words, words + 8);
            int take = Math.Min(output.Length, Blake3Constants.BlockLength);
            new ReadOnlySpan<byte>(words, take).CopyTo(output);
            output = output[take..];
        }
    }

    private readonly void Run(ulong counter, uint flags, uint* chain, uint* extended)
    {
        uint* message = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
        {
            message[i] = _block[i];
        }

        for (int i = 0; i < 8; i++)
        {
            chain[i] = _chain[i];
        }

        Blake3Row.Compress(chain, message, counter, _length, flags, extended);
    }
}
