using System.Buffers;
using System.Globalization;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// The stable 64-bit name of an asset: XXH64 (seed 0) of its name in UTF-8 with <c>/</c> separators. The same name gives the
/// same id on every machine and in every bundle. Two names of one bundle never share an id: the packer refuses them.
/// </summary>
/// <param name="Value">The number; 0 only for <see cref="None"/>.</param>
public readonly record struct AssetId(ulong Value) : IComparable<AssetId>
{
    private const int StackLimit = 512;

    /// <summary>No asset.</summary>
    public static AssetId None => default;

    /// <summary>Whether this names no asset.</summary>
    public bool IsNone => Value == 0;

    /// <summary>
    /// The id of the asset called <paramref name="name"/>. Backslashes count as <c>/</c>, a leading <c>./</c> is dropped,
    /// letter case matters. Never <see cref="None"/>. Does not allocate for names of up to 170 characters.
    /// </summary>
    public static AssetId FromName(ReadOnlySpan<char> name)
    {
        int limit = Encoding.UTF8.GetMaxByteCount(name.Length);
        byte[]? rented = limit > StackLimit ? ArrayPool<byte>.Shared.Rent(limit) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[StackLimit];
        int length = Encoding.UTF8.GetBytes(name, utf8);
        utf8 = utf8[..length];
        utf8.Replace((byte)'\\', (byte)'/');
        while (utf8.StartsWith("./"u8))
        {
            utf8 = utf8[2..];
        }

        AssetId id = FromUtf8(utf8);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return id;
    }

    /// <summary>The id of a name that is already UTF-8 with <c>/</c> separators.</summary>
    internal static AssetId FromUtf8(ReadOnlySpan<byte> normalised)
    {
        ulong hash = XxHash64.Hash(normalised);
        return new AssetId(hash == 0 ? 1 : hash);
    }

    /// <inheritdoc/>
    public int CompareTo(AssetId other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(AssetId left, AssetId right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(AssetId left, AssetId right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(AssetId left, AssetId right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(AssetId left, AssetId right) => left.Value >= right.Value;

    /// <summary>The id as 16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
