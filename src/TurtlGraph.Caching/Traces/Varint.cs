namespace TurtlGraph.Caching;

/// <summary>Whole numbers in one to ten bytes, seven bits in each, the lowest first; signed ones with the sign in the lowest bit.</summary>
internal static class Varint
{
    public const int MaxLength = 10;

    public static ulong Fold(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    public static long Unfold(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes at an index and returns the one behind; there is room for <see cref="MaxLength"/> bytes.</summary>
    public static int Write(Span<byte> buffer, int at, ulong value)
    {
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads at an index and moves it on; false when the bytes end or the number is too long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> buffer, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < buffer.Length; shift += 7)
        {
            byte next = buffer[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return shift < 63 || next <= 1;
            }
        }

        return false;
    }
}
