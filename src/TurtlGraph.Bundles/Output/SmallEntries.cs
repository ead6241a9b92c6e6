using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>Reads and verifies several small entries at once, whose hashes are computed side by side. Not thread-safe.</summary>
internal sealed unsafe class SmallEntries(Bundle bundle) : IDisposable
{
    /// <summary>Entries at once.</summary>
    public const int Most = 16;

    private const int MostBytes = 16 << 10;

    private readonly byte* _memory = (byte*)NativeHeap.Shared.Allocate(Most * 2 * MostBytes);

    /// <summary>Whether the entry may be one of them.</summary>
    public bool Takes(int entry) =>
        bundle.BlockCount(entry) == 1 && bundle.DecodedLengths[entry] <= MostBytes && bundle.StoredLengths[entry] <= MostBytes;

    /// <summary>Verifies at most <see cref="Most"/> entries that <see cref="Takes"/> takes.</summary>
    public void Verify(ReadOnlySpan<int> entries, Span<DecodeStatus> statuses)
    {
        Span<EntryDecode> decodes = stackalloc EntryDecode[Most];
        Span<int> read = stackalloc int[Most];
        int count = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            byte* room = _memory + (i * 2 * MostBytes);
            int stored = bundle.StoredLengths[entries[i]];
            statuses[i] = bundle.ReadStored(entries[i], 0, new Span<byte>(room, stored));
            if (statuses[i] == DecodeStatus.Ok)
            {
                read[count] = i;
                decodes[count++] = new EntryDecode
                {
                    Entry = entries[i],
                    Stored = room,
                    StoredLength = stored,
                    Destination = room + MostBytes,
                    DecodedLength = bundle.DecodedLengths[entries[i]],
                };
            }
        }

        EntryDecoder.Shared.DecodeMany(bundle, decodes[..count]);
        for (int i = 0; i < count; i++)
        {
            DecodeStatus status = decodes[i].Status;
            statuses[read[i]] = status is DecodeStatus.HashMismatch or DecodeStatus.CorruptPayload ? bundle.Blame(status) : status;
        }
    }

    public void Dispose() => NativeHeap.Shared.Free(_memory);
}
