using System.Runtime.InteropServices;

namespace TurtlGraph.IO.Tests;

/// <summary>Unmanaged memory for destinations, filled with a pattern no test file holds.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    public const byte Untouched = 0xEE;

    public NativeBuffer(int length)
    {
        Length = length;
        Pointer = (byte*)NativeMemory.Alloc((nuint)length);
        Fill();
    }

    public byte* Pointer { get; }

    public int Length { get; }

    public Span<byte> Span => new(Pointer, Length);

    public void Fill() => Span.Fill(Untouched);

    public void Dispose() => NativeMemory.Free(Pointer);
}
