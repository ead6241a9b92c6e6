namespace TurtlGraph.Bundles;

/// <summary>One block on its way through the packer. Reused; its buffers grow to a block once and stay.</summary>
internal sealed class BlockJob : IDisposable
{
    private byte[] _buffer = [];
    private byte[] _output = [];

    /// <summary>The entry it belongs to.</summary>
    public int Entry { get; set; }

    /// <summary>How entries of its type are stored.</summary>
    public TypePlan Plan { get; set; } = null!;

    /// <summary>Whether the compressed form was made with the type's dictionary.</summary>
    public bool WithDictionary { get; set; }

    /// <summary>Its number in the entry.</summary>
    public int Index { get; set; }

    /// <summary>No block: the entry before it is whole.</summary>
    public bool IsEnd { get; set; }

    /// <summary>Decoded bytes.</summary>
    public ReadOnlyMemory<byte> Input { get; set; }

    /// <summary>Bytes in the compressed form, 0 when the block is stored as it is.</summary>
    public int CompressedLength { get; set; }

    /// <summary>Chaining value of the block as a part of its entry.</summary>
    public Hash256 ChainingValue { get; set; }

    /// <summary>Hash of the block as an entry of its own; of first blocks only.</summary>
    public Hash256 Hash { get; set; }

    /// <summary>What went wrong.</summary>
    public Exception? Error { get; set; }

    /// <summary>Set when a worker is done with the block.</summary>
    public ManualResetEventSlim Done { get; } = new(initialState: true);

    /// <summary>What is stored.</summary>
    public ReadOnlySpan<byte> Stored => CompressedLength > 0 ? _output.AsSpan(0, CompressedLength) : Input.Span;

    /// <summary>Room for a block's decoded bytes.</summary>
    public byte[] Buffer(int length) => _buffer.Length >= length ? _buffer : _buffer = new byte[length];

    /// <summary>Room for a block's compressed bytes.</summary>
    public Span<byte> Output(int length)
    {
        if (_output.Length < length)
        {
            _output = new byte[length];
        }

        return _output.AsSpan(0, length);
    }

    public void Dispose() => Done.Dispose();
}
