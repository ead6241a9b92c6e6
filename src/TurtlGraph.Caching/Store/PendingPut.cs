using System.Buffers;

namespace TurtlGraph.Caching;

/// <summary>A record that waits to be written. Its bytes are rented from the shared pool.</summary>
internal struct PendingPut
{
    public RecordHeader Header;
    public byte[]? Buffer;

    /// <summary>As if it had been read so often: what matters more is kept longer.</summary>
    public int Heat;

    public readonly ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Header.Length);

    public readonly void Release()
    {
        if (Buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}
