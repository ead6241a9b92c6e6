using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// The order of payloads in space: along a Z-order (Morton) curve through the positions, so that what is near in the world is
/// near on the disk; then what has no position, by name.
/// </summary>
internal static class MortonOrder
{
    private const int BitsPerAxis = 21;

    /// <summary>Entries in payload order. Depends on the items only, not on the order they were added in.</summary>
    public static int[] Of(IReadOnlyList<BundleItem> items)
    {
        (Vector3 low, float scale) = Frame(items);
        var keys = new (ulong Curve, int Entry)[items.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (items[i].Position is { } position ? Key((position - low) * scale) : ulong.MaxValue, i);
        }

        Array.Sort(keys, (left, right) =>
        {
            int order = left.Curve.CompareTo(right.Curve);
            if (order == 0)
            {
                order = items[left.Entry].Lod.CompareTo(items[right.Entry].Lod);
            }

            return order != 0 ? order : string.CompareOrdinal(items[left.Entry].Name, items[right.Entry].Name);
        });
        return Array.ConvertAll(keys, key => key.Entry);
    }

    /// <summary>The low corner of all positions, and the factor that brings the longest side to the curve's range.</summary>
    private static (Vector3 Low, float Scale) Frame(IReadOnlyList<BundleItem> items)
    {
        var low = new Vector3(float.MaxValue);
        var high = new Vector3(float.MinValue);
        foreach (BundleItem item in items)
        {
            if (item.Position is { } position)
            {
                low = Vector3.Min(low, position);
                high = Vector3.Max(high, position);
            }
        }

        Vector3 size = high - low;
        float longest = Math.Max(size.X, Math.Max(size.Y, size.Z));
        return longest > 0 && float.IsFinite(longest) ? (low, ((1 << BitsPerAxis) - 1) / longest) : (low, 0);
    }

    private static ulong Key(Vector3 cell) => Spread(cell.X) | (Spread(cell.Z) << 1) | (Spread(cell.Y) << 2);

    /// <summary>Puts two zero bits before each bit of a coordinate.</summary>
    private static ulong Spread(float coordinate)
    {
        ulong bits = (ulong)Math.Clamp(coordinate, 0, (1 << BitsPerAxis) - 1);
        bits = (bits | (bits << 32)) & 0x001F_0000_0000_FFFF;
        bits = (bits | (bits << 16)) & 0x001F_0000_FF00_00FF;
        bits = (bits | (bits << 8)) & 0x100F_00F0_0F00_F00F;
        bits = (bits | (bits << 4)) & 0x10C3_0C30_C30C_30C3;
        return (bits | (bits << 2)) & 0x1249_2492_4924_9249;
    }
}
