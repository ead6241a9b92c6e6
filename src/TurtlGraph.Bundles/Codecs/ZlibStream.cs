using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary><c>z_stream</c> of zlib.h. Its initialisers are told this size and refuse another one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZlibStream
{
    public byte* NextIn;
    public uint AvailableIn;
    public CULong TotalIn;
    public byte* NextOut;
    public uint AvailableOut;
    public CULong TotalOut;
    public byte* Message;
    public void* State;
    public void* Allocate;
    public void* Free;
    public void* Opaque;
    public int DataType;
    public CULong Adler;
    public CULong Reserved;
}
