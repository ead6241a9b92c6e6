using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// The index as a file: what lies where and how much it was read, the state of the admission filter, closed by a checksum over all. It
/// is written beside the one before it and takes its name when it lies on the device, so there is always a whole one or none.
/// </summary>
internal sealed class SavedIndex
{
    public const string Name = "store.index";
    public const string TemporaryName = "store.index.tmp";

    /// <summary>"TGINDEX1", the last digit being the format.</summary>
    private const ulong Magic = 0x3158_4544_4E49_4754;
    private const int PieceBytes = 1 << 20;

    public SavedHeader Header { get; private init; }

    public SavedSegment[] Segments { get; private init; } = [];

    public IndexSlot[] Entries { get; private init; } = [];

    public byte[] Filter { get; private init; } = [];

    /// <summary>Bytes that a file of so many keys takes.</summary>
    public static long BytesFor(long keys, long segments, long filter) =>
        SavedHeader.Size + (keys * 24) + (segments * SavedSegment.Size) + filter + sizeof(uint);

    /// <summary>Reads the file; null when there is none or it is not whole, and then <paramref name="problem"/> says why.</summary>
    public static SavedIndex? TryLoad(IStoreFolder folder, out string? problem)
    {
        problem = null;
        if (!folder.List().Contains(Name))
        {
            return null;
        }

        try
        {
            using IStoreFile file = folder.Open(Name);
            return Read(file, out problem);
        }
        catch (IOException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>The beginning of a file, unchecked; null when it is no saved index.</summary>
    public static SavedHeader? TryReadHeader(string path)
    {
        var header = default(SavedHeader);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<SavedHeader>(ref header)), 0) == SavedHeader.Size && header.Magic == Magic ? header : null;
    }

    /// <summary>Writes the file; false when the index changed meanwhile (a reader may drop a damaged record at any time): then the file before it stays.</summary>
    /// <exception cref="IOException">The disk refuses; the file before it is as it was.</exception>
    public static bool TrySave(IStoreFolder folder, SavedHeader header, IEnumerable<StoreSegment> segments, StoreIndex index, ReadOnlySpan<byte> filter)
    {
        SavedSegment[] rows = [.. segments.Select(RowOf)];
        header.Magic = Magic;
        header.Segments = rows.Length;
        header.FilterBytes = filter.Length;
        header.Entries = index.Count;
        long count = 0;
        using (IStoreFile file = folder.Create(TemporaryName))
        {
            var output = new Output(file);
            output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<SavedHeader>(in header)));
            output.Write(MemoryMarshal.AsBytes(rows.AsSpan()));
            output.Write(filter);
            var entries = new List<IndexSlot>();
            foreach (IndexShard shard in index.Shards)
            {
                entries.Clear();
                shard.CopyTo(entries);
                count += entries.Count;
                output.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)));
            }

            output.End();
            file.Flush();
        }

        if (count != header.Entries)
        {
            folder.Delete(TemporaryName);
            return false;
        }

        folder.Rename(TemporaryName, Name);
        folder.Flush();
        return true;
    }

    private static SavedSegment RowOf(StoreSegment segment) => new()
    {
        Number = segment.Number,
        Length = segment.IsKnown ? segment.Length : 0,
        Expiry = segment.Expiry,
        LastUse = segment.LastUse,
        FirstSequence = segment.FirstSequence,
        Slot = segment.Slot,
    };

    private static SavedIndex? Read(IStoreFile file, out string? problem)
    {
        var header = default(SavedHeader);
        long length = file.Length;
        problem = $"the saved index '{Name}' is damaged";
        if (file.Read(MemoryMarshal.AsBytes(new Span<SavedHeader>(ref header)), [], 0) < SavedHeader.Size
            || header.Magic != Magic || header.Segments < 0 || header.FilterBytes < 0 || header.Entries < 0
            || header.Segments > length || header.FilterBytes > length || header.Entries > length
            || BytesFor(header.Entries, header.Segments, header.FilterBytes) != length)
        {
            return null;
        }

        var segments = new SavedSegment[header.Segments];
        var filter = new byte[header.FilterBytes];
        var entries = GC.AllocateUninitializedArray<IndexSlot>((int)header.Entries);
        uint checksum = Crc32C.Compute(MemoryMarshal.AsBytes(new ReadOnlySpan<SavedHeader>(in header)));
        uint stated = 0;
        long at = SavedHeader.Size;
        bool isThere = TryFill(file, MemoryMarshal.AsBytes(segments.AsSpan()), ref at, ref checksum)
            && TryFill(file, filter, ref at, ref checksum)
            && TryFill(file, MemoryMarshal.AsBytes(entries.AsSpan()), ref at, ref checksum)
            && file.Read(MemoryMarshal.AsBytes(new Span<uint>(ref stated)), [], at) == sizeof(uint);
        if (!isThere || stated != checksum)
        {
            return null;
        }

        problem = null;
        return new SavedIndex { Header = header, Segments = segments, Filter = filter, Entries = entries };
    }

    private static bool TryFill(IStoreFile file, Span<byte> bytes, ref long at, ref uint checksum)
    {
        while (bytes.Length > 0)
        {
            Span<byte> piece = bytes[..Math.Min(PieceBytes, bytes.Length)];
            if (file.Read(piece, [], at) < piece.Length)
            {
                return false;
            }

            checksum = Crc32C.Compute(piece, checksum);
            at += piece.Length;
            bytes = bytes[piece.Length..];
        }

        return true;
    }

    /// <summary>Writes in pieces and keeps the checksum.</summary>
    private sealed class Output(IStoreFile file)
    {
        private uint _checksum;
        private long _at;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                ReadOnlySpan<byte> piece = bytes[..Math.Min(PieceBytes, bytes.Length)];
                _checksum = Crc32C.Compute(piece, _checksum);
                file.Write(piece, _at);
                _at += piece.Length;
                bytes = bytes[piece.Length..];
            }
        }

        public void End() => file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in _checksum)), _at);
    }
}
