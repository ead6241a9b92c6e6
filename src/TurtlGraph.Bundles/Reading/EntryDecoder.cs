using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>
/// Decodes entries and verifies every byte against the hashes in the bundle's tables. Thread-safe; allocates no managed memory
/// once a thread has its codec context; never throws for bad bytes.
/// </summary>
public sealed unsafe partial class EntryDecoder
{
    /// <summary>Blocks whose chaining values are reduced on the stack.</summary>
    private const int StackBlocks = 256;

    private readonly CodecRegistry _codecs;

    /// <summary>Decodes with the codecs of a registry.</summary>
    public EntryDecoder(CodecRegistry codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        _codecs = codecs;
    }

    /// <summary>Decodes with <see cref="CodecRegistry.Default"/>.</summary>
    public EntryDecoder() : this(CodecRegistry.Default) { }

    /// <summary>The decoder with the default codecs.</summary>
    public static EntryDecoder Shared { get; } = new();

    /// <summary>Decodes a whole entry.</summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="stored">Its stored bytes, read with <see cref="Bundle.ReadStored"/> or taken from <see cref="Bundle.StoredBytes"/>.</param>
    /// <param name="destination">Exactly the entry's decoded length; contents are undefined unless the result is Ok.</param>
    public DecodeStatus Decode(Bundle bundle, int entry, ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (stored.Length != bundle.StoredLengths[entry] || destination.Length != bundle.DecodedLengths[entry])
        {
            return DecodeStatus.WrongLength;
        }

        int blocks = bundle.BlockCount(entry);
        if (blocks == 1)
        {
            return DecodeBlock(bundle, entry, 0, stored, destination);
        }

        long start = bundle.Offsets[entry];
        for (int i = 0; i < blocks; i++)
        {
            BundleBlock block = bundle.Block(entry, i);
            DecodeStatus status = DecodeBlock(
                bundle, entry, i,
                stored.Slice((int)(block.Offset - start), block.StoredLength),
                destination.Slice(block.DecodedOffset, block.DecodedLength));
            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        return MatchesRoot(bundle, entry) ? DecodeStatus.Ok : DecodeStatus.HashMismatch;
    }

    /// <summary>
    /// Decodes one block and verifies it alone. For a full proof against the entry's hash, <see cref="VerifyTree"/> says once
    /// an entry whether its block hashes belong to it; decoding a whole entry and <see cref="DecodeRange"/> include that.
    /// </summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="block">The block, see <see cref="Bundle.Block"/>.</param>
    /// <param name="stored">The block's stored bytes.</param>
    /// <param name="destination">Exactly the block's decoded length.</param>
    public DecodeStatus DecodeBlock(Bundle bundle, int entry, int block, ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        BundleBlock place = bundle.Block(entry, block);
        if (stored.Length != place.StoredLength || destination.Length != place.DecodedLength)
        {
            return DecodeStatus.WrongLength;
        }

        DecodeStatus status = Unpack(bundle, entry, place.Codec, stored, destination);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        return Matches(bundle, entry, block, destination) ? DecodeStatus.Ok : DecodeStatus.HashMismatch;
    }

    /// <summary>Checks bytes that are decoded already, because the entry is stored raw and was read straight to where it will live.</summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="decoded">Its bytes.</param>
    public static DecodeStatus Verify(Bundle bundle, int entry, ReadOnlySpan<byte> decoded)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (decoded.Length != bundle.DecodedLengths[entry])
        {
            return DecodeStatus.WrongLength;
        }

        return Blake3.Hash(decoded) == bundle.Hashes[entry] ? DecodeStatus.Ok : DecodeStatus.HashMismatch;
    }

    /// <summary>Checks one block that is decoded already, alone; <see cref="VerifyTree"/> completes the proof.</summary>
    /// <param name="bundle">The bundle the entry is in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="block">The block, see <see cref="Bundle.Block"/>.</param>
    /// <param name="decoded">Its bytes.</param>
    public static DecodeStatus VerifyBlock(Bundle bundle, int entry, int block, ReadOnlySpan<byte> decoded)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (decoded.Length != bundle.Block(entry, block).DecodedLength)
        {
            return DecodeStatus.WrongLength;
        }

        return Matches(bundle, entry, block, decoded) ? DecodeStatus.Ok : DecodeStatus.HashMismatch;
    }

    /// <summary>Whether the block hashes of an entry make up its hash. Always true for an entry of one block.</summary>
    public static bool VerifyTree(Bundle bundle, int entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.BlockCount(entry) == 1 || MatchesRoot(bundle, entry);
    }

    /// <summary>Decodes stored bytes without looking at what comes out.</summary>
    private DecodeStatus Unpack(Bundle bundle, int entry, CodecId id, ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        if (id == CodecId.None)
        {
            stored.CopyTo(destination);
            return DecodeStatus.Ok;
        }

        if (!_codecs.TryGet(id, out ICodec codec))
        {
            return DecodeStatus.CodecUnavailable;
        }

        int dictionary = bundle.DictionaryOf(entry);
        bool decoded = dictionary < 0
            ? codec.Decompress(stored, destination)
            : codec is IDictionaryCodec trained && bundle.Loaded(trained, dictionary) is { } loaded
                && trained.Decompress(stored, destination, loaded);
        return decoded ? DecodeStatus.Ok : DecodeStatus.CorruptPayload;
    }

    [SkipLocalsInit]
    private static bool Matches(Bundle bundle, int entry, int block, ReadOnlySpan<byte> decoded)
    {
        ReadOnlySpan<Hash256> values = bundle.ChainingValues(entry);
        if (values.IsEmpty)
        {
            return Blake3.Hash(decoded) == bundle.Hashes[entry];
        }

        Hash256 actual;
        Blake3Mode mode = Blake3Mode.Plain;
        ulong chunk = (ulong)block * ((ulong)bundle.BlockSize / Blake3Constants.ChunkLength);
        Blake3Tree.Subtree(decoded, chunk, in mode, (uint*)&actual, Blake3Wide.Best);
        return actual == values[block];
    }

    /// <summary>Reduces the chaining values of the blocks to the root and compares it with the entry's hash.</summary>
    [SkipLocalsInit]
    private static bool MatchesRoot(Bundle bundle, int entry)
    {
        ReadOnlySpan<Hash256> values = bundle.ChainingValues(entry);
        Hash256* stack = stackalloc Hash256[StackBlocks];
        Hash256* heap = values.Length > StackBlocks
            ? (Hash256*)NativeHeap.Shared.Allocate((long)values.Length * Hash256.Length)
            : null;
        Hash256* work = heap != null ? heap : stack;
        values.CopyTo(new Span<Hash256>(work, values.Length));
        Hash256 actual;
        Blake3Mode mode = Blake3Mode.Plain;
        Blake3Tree.RootOf((uint*)work, values.Length, in mode, Blake3Wide.Best)
            .WriteRoot(new Span<byte>(&actual, Hash256.Length));
        NativeHeap.Shared.Free(heap);
        return actual == bundle.Hashes[entry];
    }
}
