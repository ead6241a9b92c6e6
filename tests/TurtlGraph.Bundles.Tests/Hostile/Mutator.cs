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

    /// <summary>Damages anything anywhere, and splices files; the hashes do not fit any more.</summary>
    public byte[] Blind(BundleBytes original, BundleBytes[] others) =>
        Blind(original.Bytes, others[_random.Next(others.Length)].Bytes);

    /// <summary>Damages anything anywhere: bits, bytes, runs, cuts, parts of another file.</summary>
    public byte[] Blind(byte[] original, byte[] other)
    {
        byte[] bytes = (byte[])original.Clone();
        for (int i = _random.Next(4); i >= 0; i--)
        {
            if (bytes.Length == 0)
            {
                break;
            }

            int at = _random.Next(bytes.Length);
            int length = Math.Min(bytes.Length - at, 1 + _random.Next(64));
            switch (_random.Next(9))
            {
                case 6:
                    int take = Math.Min(_random.Next(1, other.Length), bytes.Length - at);
                    other.AsSpan(Math.Min(_random.Next(2) == 0 ? at : _random.Next(other.Length), other.Length - take), take).CopyTo(bytes.AsSpan(at));
                    break;
                case 7:
                    bytes = [.. bytes.AsSpan(0, at), .. other.AsSpan(Math.Min(at, other.Length))];
                    break;
                case 8:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, length), .. bytes.AsSpan(at)];
                    break;
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
            switch (_random.Next(10))
            {
                case 0:
                    Change(copy.Bytes.AsSpan(8, 120), 4);
                    break;
                case 2 when copy.Header.EntryCount == original.Header.EntryCount:
                    SwapEntries(copy);
                    break;
                case 3 when copy.Header.EntryCount == original.Header.EntryCount:
                    Move(copy);
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

        if (_random.Next(2) == 0)
        {
            Agree(copy, original);
        }

        return copy.Seal().Bytes;
    }

    /// <summary>Changes header fields, steps and literals of a patch, then makes the hashes of them fit.</summary>
    public PatchBytes Steps(PatchBytes original)
    {
        PatchBytes copy = original.Copy();
        for (int i = _random.Next(3); i >= 0; i--)
        {
            int at = _random.Next(copy.Steps.Length);
            int other = _random.Next(copy.Steps.Length);
            switch (_random.Next(7))
            {
                case 0:
                    Change(copy.Bytes.AsSpan(8, 56), 4);
                    break;
                case 1:
                    copy.Literals[_random.Next(copy.Literals.Length)] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2:
                    (copy.Steps[at], copy.Steps[other]) = (copy.Steps[other], copy.Steps[at]);
                    break;
                case 3:
                    // One takes what another gives, so the sum stays.
                    int bytes = _random.Next(64);
                    copy.Steps[at] = copy.Steps[at] with { Length = copy.Steps[at].Length + bytes };
                    copy.Steps[other] = copy.Steps[other] with { Length = copy.Steps[other].Length - bytes };
                    break;
                case 4:
                    copy.Steps[at] = copy.Steps[at] with { Source = copy.Steps[at].Source + _random.Next(-100, 100) };
                    break;
                case 5:
                    copy.Steps[at] = copy.Steps[at] with { Source = copy.Steps[other].Source };
                    break;
                default:
                    Change(MemoryMarshal.AsBytes(copy.Steps), 8);
                    break;
            }
        }

        return copy.Seal();
    }

    /// <summary>Gives two entries each other's payloads: everything fits but the contents.</summary>
    private void SwapEntries(BundleBytes copy)
    {
        int left = _random.Next(copy.Header.EntryCount);
        int right = _random.Next(copy.Header.EntryCount);
        Swap<long>(copy, SectionTag.Offsets, left, right);
        Swap<int>(copy, SectionTag.StoredLengths, left, right);
        Swap<int>(copy, SectionTag.DecodedLengths, left, right);
        Swap<byte>(copy, SectionTag.Codecs, left, right);
        Swap<int>(copy, SectionTag.FirstBlocks, left, right);
        if (_random.Next(2) == 0)
        {
            Swap<Hash256>(copy, SectionTag.Hashes, left, right);
        }
    }

    /// <summary>Moves a payload by whole pages or lines, or changes how it is said to be stored.</summary>
    private void Move(BundleBytes copy)
    {
        int entry = _random.Next(copy.Header.EntryCount);
        switch (_random.Next(3))
        {
            case 0:
                Add<long>(copy, SectionTag.Offsets, entry, _random.Next(-4, 5) * (_random.Next(2) == 0 ? 64 : 4096));
                break;
            case 1:
                Add<int>(copy, SectionTag.DecodedLengths, entry, _random.Next(-2, 3) * (_random.Next(2) == 0 ? 1 : copy.Header.BlockSize));
                break;
            default:
                Add<byte>(copy, SectionTag.Codecs, entry, (byte)_random.Next(5));
                break;
        }
    }

    /// <summary>Makes the sums and the order fit the changed columns, to get past the checks of them.</summary>
    private static void Agree(BundleBytes copy, BundleBytes original)
    {
        if (copy.Header.EntryCount != original.Header.EntryCount || copy.Header.TablesOffset != original.Header.TablesOffset
            || copy.Header.SectionCount != original.Header.SectionCount || !copy.Has(SectionTag.DecodedLengths, 4) || !copy.Has(SectionTag.Offsets, 8) || !copy.Has(SectionTag.PayloadOrder, 4))
        {
            return;
        }

        long total = 0;
        foreach (int length in copy.Section<int>(SectionTag.DecodedLengths))
        {
            total += length;
        }

        copy.Header.DecodedTotal = total;
        long[] offsets = copy.Section<long>(SectionTag.Offsets).ToArray();
        Span<int> order = copy.Section<int>(SectionTag.PayloadOrder);
        Enumerable.Range(0, offsets.Length).OrderBy(i => offsets[i]).ToArray().CopyTo(order);
    }

    private static void Swap<T>(BundleBytes copy, SectionTag tag, int left, int right)
        where T : unmanaged
    {
        if (copy.Has(tag, System.Runtime.CompilerServices.Unsafe.SizeOf<T>()))
        {
            Span<T> column = copy.Section<T>(tag);
            (column[left], column[right]) = (column[right], column[left]);
        }
    }

    private static void Add<T>(BundleBytes copy, SectionTag tag, int entry, T value)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        if (copy.Has(tag, System.Runtime.CompilerServices.Unsafe.SizeOf<T>()))
        {
            copy.Section<T>(tag)[entry] += value;
        }
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
