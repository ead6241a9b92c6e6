namespace TurtlGraph.Caching.Tests;

/// <summary>Bytes that come a few at a time, as from a pipe.</summary>
internal sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
{
    private const int Most = 1021;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Most));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Most)]);
}
