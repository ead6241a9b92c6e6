using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>Texts one behind the other in UTF-8, and where each starts.</summary>
internal unsafe struct TextTable
{
    public uint* Starts;
    public byte* Bytes;
    public long ByteLength;
    public int Count;

    /// <summary>The bytes of a text. The caller has checked <paramref name="index"/>.</summary>
    public readonly ReadOnlySpan<byte> Utf8(int index) => new(Bytes + Starts[index], (int)(Starts[index + 1] - Starts[index]));

    /// <summary>A text as a new string.</summary>
    public readonly string Text(int index) => Encoding.UTF8.GetString(Utf8(index));
}
