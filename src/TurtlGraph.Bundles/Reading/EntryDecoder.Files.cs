using System.Buffers;

namespace TurtlGraph.Bundles;

/// <content>Decoding that fetches the stored bytes itself: in place where the bundle is mapped, else by positional reads.</content>
public sealed unsafe partial class EntryDecoder
{
    /// <summary>What a codec may at most add to bytes it cannot compress, beside a part in 128.</summary>
    private const int MostAdded = 64 << 10;

    /// <summary>Reads, decodes and verifies a whole entry, a block at a time.</summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="destination">Exactly the entry's decoded length; contents are undefined unless the result is Ok.</param>
    public DecodeStatus Decode(Bundle bundle, int entry, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (destination.Length != bundle.DecodedLengths[entry])
        {
            return DecodeStatus.WrongLength;
        }

        // An empty entry has a block too, and with it a hash to verify.
        return destination.IsEmpty ? DecodeBlock(bundle, entry, 0, destination) : DecodeRange(bundle, entry, 0, destination);
    }

    /// <summary>
    /// Reads one block, decodes it and verifies it alone; <see cref="VerifyTree"/> says once an entry whether its blocks' hashes
    /// belong to it.
    /// </summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="block">The block, see <see cref="Bundle.Block"/>.</param>
    /// <param name="destination">Exactly the block's decoded length.</param>
    public DecodeStatus DecodeBlock(Bundle bundle, int entry, int block, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        BundleBlock place = bundle.Block(entry, block);
        if (destination.Length != place.DecodedLength)
        {
            return DecodeStatus.WrongLength;
        }

        if (bundle.TrySpan(place.Offset, place.StoredLength, out ReadOnlySpan<byte> stored))
        {
            return DecodeBlock(bundle, entry, block, stored, destination);
        }

        DecodeStatus status = place.Codec == CodecId.None
            ? ReadRaw(bundle, entry, block, place.Offset, destination)
            : ReadCompressed(bundle, entry, block, place, destination);
        return status is DecodeStatus.HashMismatch or DecodeStatus.CorruptPayload ? bundle.Blame(status) : status;
    }

    /// <summary>
    /// Decodes <paramref name="destination"/>.Length bytes from byte <paramref name="offset"/> of an entry, reading and verifying
    /// only the blocks that hold them. Partly wanted blocks go through a pooled buffer.
    /// </summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="offset">First decoded byte.</param>
    /// <param name="destination">Where to; contents are undefined unless the result is Ok.</param>
    public DecodeStatus DecodeRange(Bundle bundle, int entry, int offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        int length = bundle.DecodedLengths[entry];
        if (offset < 0 || offset > length || destination.Length > length - offset)
        {
            return DecodeStatus.WrongLength;
        }

        if (!VerifyTree(bundle, entry))
        {
            return DecodeStatus.HashMismatch;
        }

        while (destination.Length > 0)
        {
            int index = bundle.BlockCount(entry) == 1 ? 0 : offset / bundle.BlockSize;
            BundleBlock block = bundle.Block(entry, index);
            int skip = offset - block.DecodedOffset;
            int take = Math.Min(destination.Length, block.DecodedLength - skip);
            DecodeStatus status = DecodePart(bundle, entry, index, block.DecodedLength, skip, destination[..take]);
            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            offset += take;
            destination = destination[take..];
        }

        return DecodeStatus.Ok;
    }

    private DecodeStatus DecodePart(Bundle bundle, int entry, int block, int decodedLength, int skip, Span<byte> destination)
    {
        if (destination.Length == decodedLength)
        {
            return DecodeBlock(bundle, entry, block, destination);
        }

        byte[] whole = ArrayPool<byte>.Shared.Rent(decodedLength);
        DecodeStatus status = DecodeBlock(bundle, entry, block, whole.AsSpan(0, decodedLength));
        if (status == DecodeStatus.Ok)
        {
            whole.AsSpan(skip, destination.Length).CopyTo(destination);
        }

        ArrayPool<byte>.Shared.Return(whole);
        return status;
    }

    private static DecodeStatus ReadRaw(Bundle bundle, int entry, int block, long offset, Span<byte> destination)
    {
        DecodeStatus status = bundle.ReadAt(offset, destination);
        return status != DecodeStatus.Ok ? status
            : Matches(bundle, entry, block, destination) ? DecodeStatus.Ok
            : DecodeStatus.HashMismatch;
    }

    private DecodeStatus ReadCompressed(Bundle bundle, int entry, int block, in BundleBlock place, Span<byte> destination)
    {
        if (place.StoredLength > place.DecodedLength + (long)(place.DecodedLength >> 7) + MostAdded)
        {
            return DecodeStatus.CorruptPayload;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(place.StoredLength);
        Span<byte> stored = buffer.AsSpan(0, place.StoredLength);
        DecodeStatus status = bundle.ReadAt(place.Offset, stored);
        if (status == DecodeStatus.Ok)
        {
            status = DecodeBlock(bundle, entry, block, stored, destination);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return status;
    }
}
