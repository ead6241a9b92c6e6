using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles.Tests;

/// <summary>Seeded damage to a bundle: blind, or to the structure with hashes that fit again.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly long[] Interesting =
    [
        0, 1, -1, 2, 63, 64, 255, 256, 4095, 4096, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue,
        uint.MaxValue, long.MaxValue, long.MinValue, 0x7F80_0000, 0x7FC0_0000, 0x8000_0001,
    ];

    private readonly Random _random = new(seed);

    /// <summary>Damages anything anywhere; the hashes do not fit any more.</summary>
    public byte[] Blind(BundleBytes original)
    {
        byte[] bytes = original.Copy().Bytes;
        for (int i = _random.Next(4); i >= 0; i--)
        {
            int at = _random.Next(bytes.Length);
            int length = Math.Min(bytes.Length - at, 1 + _random.Next(64));
            switch (_random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.AsSpan(at, length).Clear();
                    break;
                case 3:
                    _random.NextBytes(bytes.AsSpan(at, length));
                    break;
                case 4:
                    bytes.AsSpan(_random.Next(bytes.Length - length + 1), length).ToArray().CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    bytes = bytes[..Math.Max(1, at)];
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Damages only payload bytes, so the bundle still opens.</summary>
    public byte[] Payload(BundleBytes original)
    {
        BundleBytes copy = original.Copy();
        int start = (int)copy.Header.PayloadOffset;
        int length = (int)copy.Header.PayloadLength;
        for (int i = _random.Next(8); i >= 0; i--)
        {
            copy.Bytes[start + _random.Next(length)] ^= (byte)(1 + _random.Next(255));
        }

        return copy.Bytes;
    }

    /// <summary>Changes values of header, directory and columns, then makes the hashes fit.</summary>
    public byte[] Structure(BundleBytes original)
    {
        BundleBytes copy = original.Copy();
        for (int i = _random.Next(3); i >= 0; i--)
        {
            switch (_random.Next(8))
            {
                case 0:
                    Change(copy.Bytes.AsSpan(8, 120), 4);
                    break;
                case 1:
                    Change(MemoryMarshal.AsBytes(copy.Rows), 8);
                    break;
                default:
                    SectionRow row = copy.Rows[_random.Next(copy.Rows.Length)];
                    ChangeColumn(copy, row);
                    break;
            }

            if (copy.Header.TablesOffset != original.Header.TablesOffset || copy.Header.SectionCount != original.Header.SectionCount)
            {
                break;
            }
        }

        return copy.Seal().Bytes;
    }

    private void ChangeColumn(BundleBytes copy, SectionRow row)
    {
        if (row.Length <= 0 || row.Offset < 0 || row.Offset > copy.Bytes.Length || row.Length > copy.Bytes.Length - row.Offset)
        {
            return;
        }

        Change(copy.Bytes.AsSpan((int)row.Offset, (int)row.Length), (int)Math.Clamp(row.ElementSize, 1, 8));
    }

    /// <summary>Replaces, nudges, copies or swaps elements.</summary>
    private void Change(Span<byte> column, int size)
    {
        int count = column.Length / size;
        if (count == 0)
        {
            return;
        }

        Span<byte> element = column.Slice(_random.Next(count) * size, size);
        Span<byte> other = column.Slice(_random.Next(count) * size, size);
        Span<byte> value = stackalloc byte[8];
        value.Clear();
        element.CopyTo(value);
        long number = MemoryMarshal.Read<long>(value);
        switch (_random.Next(5))
        {
            case 0:
                number = Interesting[_random.Next(Interesting.Length)];
                break;
            case 1:
                number += _random.Next(-3, 4);
                break;
            case 2:
                number ^= 1L << _random.Next(size * 8);
                break;
            case 3:
                other.CopyTo(element);
                return;
            default:
                Span<byte> kept = stackalloc byte[8];
                element.CopyTo(kept);
                other.CopyTo(element);
                kept[..size].CopyTo(other);
                return;
        }

        MemoryMarshal.Write(value, in number);
        value[..size].CopyTo(element);
    }
}
