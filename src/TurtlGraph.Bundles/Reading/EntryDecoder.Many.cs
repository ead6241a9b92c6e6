using System.Runtime.CompilerServices;

namespace TurtlGraph.Bundles;

/// <content>Several entries at once, whose hashes are computed side by side.</content>
public sealed unsafe partial class EntryDecoder
{
    /// <summary>Entries that are hashed at once: as many as the widest vectors have lanes.</summary>
    private const int HashedTogether = 16;

    /// <summary>
    /// Decodes and verifies several entries, each as <see cref="Decode(Bundle, int, ReadOnlySpan{byte}, Span{byte})"/> does;
    /// many small ones faster than one by one.
    /// </summary>
    /// <param name="bundle">The bundle the entries are in.</param>
    /// <param name="entries">What to decode; receives how each ended.</param>
    public void DecodeMany(Bundle bundle, Span<EntryDecode> entries)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        for (int first = 0; first < entries.Length; first += HashedTogether)
        {
            DecodeGroup(bundle, entries.Slice(first, Math.Min(HashedTogether, entries.Length - first)));
        }
    }

    [SkipLocalsInit]
    private void DecodeGroup(Bundle bundle, Span<EntryDecode> entries)
    {
        Blake3Input* inputs = stackalloc Blake3Input[HashedTogether];
        Hash256* digests = stackalloc Hash256[HashedTogether];
        int* hashed = stackalloc int[HashedTogether];
        int count = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ref EntryDecode item = ref entries[i];
            item.Status = Unpack(bundle, in item, out bool wantsHash);
            if (wantsHash)
            {
                inputs[count] = new Blake3Input(item.Destination, item.DecodedLength);
                hashed[count++] = i;
            }
        }

        Blake3.HashMany(new ReadOnlySpan<Blake3Input>(inputs, count), new Span<Hash256>(digests, count));
        for (int i = 0; i < count; i++)
        {
            ref EntryDecode item = ref entries[hashed[i]];
            item.Status = digests[i] == bundle.Hashes[item.Entry] ? DecodeStatus.Ok : DecodeStatus.HashMismatch;
        }
    }

    /// <summary>Decodes an entry; one of several blocks is verified at once, one of a single block wants its hash compared.</summary>
    private DecodeStatus Unpack(Bundle bundle, in EntryDecode item, out bool wantsHash)
    {
        wantsHash = false;
        if (item.StoredLength != bundle.StoredLengths[item.Entry] || item.DecodedLength != bundle.DecodedLengths[item.Entry])
        {
            return DecodeStatus.WrongLength;
        }

        var stored = new ReadOnlySpan<byte>(item.Stored, item.StoredLength);
        var destination = new Span<byte>(item.Destination, item.DecodedLength);
        var codec = (CodecId)bundle.Codecs[item.Entry];
        bool inPlace = codec == CodecId.None && item.Stored == item.Destination;
        if (bundle.BlockCount(item.Entry) > 1)
        {
            return inPlace ? Verify(bundle, item.Entry, destination) : Decode(bundle, item.Entry, stored, destination);
        }

        DecodeStatus status = inPlace ? DecodeStatus.Ok : Unpack(bundle, item.Entry, codec, stored, destination);
        wantsHash = status == DecodeStatus.Ok;
        return status;
    }
}
