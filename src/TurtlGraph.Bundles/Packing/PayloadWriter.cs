using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// Reads the contents in payload order, sends their blocks through the pipeline and writes what comes back. Contents that are
/// already in the file are taken back out and shared.
/// </summary>
internal sealed unsafe class PayloadWriter
{
    /// <summary>Content bytes of a large entry between two reports of progress.</summary>
    private const long ReportStep = 8 << 20;

    private readonly PackPlan _plan;
    private readonly TypePlans _types;
    private readonly int _blockSize;
    private readonly BlockPipeline _pipeline;
    private readonly AtomicFile _file;
    private readonly IProgress<PackProgress>? _progress;
    private readonly PayloadTables _tables;
    private readonly Dictionary<Hash256, int> _stored = [];
    private readonly long _bytesTotal;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _entriesDone;
    private long _nextReport = ReportStep;

    // The entry being written: where its padding and its payload start, and its first block row.
    private long _before;
    private long _start;
    private int _firstRow;
    private int _blocks;
    private TypePlan? _compressedBy;
    private Hash256 _firstHash;

    public PayloadWriter(
        PackPlan plan, BundleBuilderOptions options, TypePlans types, BlockPipeline pipeline, AtomicFile file,
        IProgress<PackProgress>? progress)
    {
        _plan = plan;
        _types = types;
        _blockSize = options.BlockSize;
        _pipeline = pipeline;
        _file = file;
        _progress = progress;
        _tables = new PayloadTables(plan.Items.Length);
        _bytesTotal = progress is null ? 0 : ContentReader.TotalLength(plan.Items);
    }

    /// <summary>Writes all payloads behind a page left free for the header.</summary>
    public PayloadTables Run()
    {
        _file.Write(new byte[BundleHeader.PageAlignment]);
        BeginEntry();
        foreach (int entry in _plan.Order)
        {
            Read(entry);
        }

        while (_pipeline.TryReceive(out BlockJob job))
        {
            Take(job);
        }

        _tables.PayloadEnd = _file.Position;
        _tables.UniqueContents = _stored.Count;
        return _tables;
    }

    private void Read(int entry)
    {
        using var reader = new ContentReader(_plan.Items[entry], _plan.Names[entry], _blockSize);
        TypePlan how = _types[_plan.TypeOf(entry)];
        long length = 0;
        for (int index = 0; ; index++)
        {
            BlockJob job = Rent();
            job.Entry = entry;
            job.Plan = how;
            job.Index = index;
            job.Input = reader.Next(job);
            job.IsEnd = job.Input.IsEmpty;
            length += job.Input.Length;
            if (length > BundleLimits.MaxDecodedLength)
            {
                throw new PackException(_plan.Names[entry], $"it has more than the {BundleLimits.MaxDecodedLength} bytes an entry may have");
            }

            _pipeline.Send(job);
            if (job.IsEnd)
            {
                return;
            }
        }
    }

    private BlockJob Rent()
    {
        BlockJob? job;
        while ((job = _pipeline.TryRent()) is null)
        {
            _pipeline.TryReceive(out BlockJob oldest);
            Take(oldest);
        }

        return job;
    }

    private void Take(BlockJob job)
    {
        if (job.IsEnd)
        {
            EndEntry(job.Entry);
        }
        else
        {
            WriteBlock(job);
            long bytes = _tables.DecodedTotal + _tables.DecodedLengths[job.Entry];
            if (bytes >= _nextReport)
            {
                Report(job.Entry, bytes);
            }
        }

        _pipeline.Return(job);
    }

    private void WriteBlock(BlockJob job)
    {
        int entry = job.Entry;
        int length = job.Input.Length;
        if (job.Error is { } error)
        {
            throw new PackException(_plan.Names[entry], $"it cannot be compressed: {error.Message.TrimEnd('.')}", error);
        }

        _tables.DecodedLengths[entry] += length;
        _blocks++;
        if (job.Index == 0)
        {
            _firstHash = job.Hash;
            if (length < _blockSize && _stored.ContainsKey(job.Hash))
            {
                return;
            }

            // A full first block may be followed by others, and those of several blocks are read as pages.
            bool page = job.CompressedLength == 0 || length == _blockSize;
            _file.Align(page ? BundleHeader.PageAlignment : BundleHeader.Alignment);
            _start = _file.Position;
        }

        ReadOnlySpan<byte> stored = job.Stored;
        bool raw = job.CompressedLength == 0;
        _tables.BlockOffsets.Add((uint)(_file.Position - _start));
        _tables.BlockLengths.Add((uint)stored.Length | (raw ? BundleTables.RawBlock : 0));
        _tables.BlockChainingValues.Add(job.ChainingValue);
        if (!raw)
        {
            _compressedBy = job.Plan;
            _tables.Dictionaries[entry] = job.WithDictionary ? job.Plan.Number : (byte)0;
        }

        _file.Write(stored);
    }

    private void EndEntry(int entry)
    {
        Hash256 hash = EntryHash();
        if (_tables.DecodedLengths[entry] == 0)
        {
            _tables.Offsets[entry] = BundleHeader.PageAlignment;
            _tables.FirstBlocks[entry] = -1;
            _tables.Hashes[entry] = hash;
            _stored.TryAdd(hash, entry);
        }
        else if (_stored.TryGetValue(hash, out int twin))
        {
            _file.Seek(_before);
            _tables.CutBlocks(_firstRow);
            _tables.Share(entry, twin);
        }
        else
        {
            Keep(entry, hash);
        }

        _tables.DecodedTotal += _tables.DecodedLengths[entry];
        _entriesDone++;
        Report(entry, _tables.DecodedTotal);
        BeginEntry();
    }

    private void Report(int entry, long bytes)
    {
        _nextReport = bytes + ReportStep;
        _progress?.Report(new PackProgress(_entriesDone, _plan.Items.Length, bytes, _file.Position, _bytesTotal, _plan.Names[entry])
        {
            Elapsed = Stopwatch.GetElapsedTime(_started),
        });
    }

    private void Keep(int entry, Hash256 hash)
    {
        int stored = (int)(_file.Position - _start);
        _tables.Offsets[entry] = _start;
        _tables.StoredLengths[entry] = stored;
        _tables.Codecs[entry] = (byte)(_compressedBy?.Codec.Id ?? CodecId.None);
        _tables.Hashes[entry] = hash;
        _tables.FirstBlocks[entry] = _blocks > 1 ? _firstRow : -1;
        _tables.StoredTotal += stored;
        if (_blocks == 1)
        {
            _tables.CutBlocks(_firstRow);
        }
        else if (_tables.BlockOffsets.Count > BundleLimits.MaxBlocks)
        {
            throw new PackException(_plan.Names[entry], $"a bundle has room for {BundleLimits.MaxBlocks} blocks; choose a larger block size");
        }

        _stored.Add(hash, entry);
        _pipeline.MarkStored(hash);
    }

    private Hash256 EntryHash()
    {
        if (_blocks <= 1)
        {
            return _blocks == 0 ? Blake3.Hash([]) : _firstHash;
        }

        Hash256 hash;
        Blake3Mode mode = Blake3Mode.Plain;
        Span<Hash256> values = CollectionsMarshal.AsSpan(_tables.BlockChainingValues)[_firstRow..].ToArray();
        fixed (Hash256* start = values)
        {
            Blake3Tree.RootOf((uint*)start, values.Length, in mode, Blake3Wide.Best).WriteRoot(new Span<byte>(&hash, Hash256.Length));
        }

        return hash;
    }

    private void BeginEntry()
    {
        _before = _start = _file.Position;
        _firstRow = _tables.BlockOffsets.Count;
        _blocks = 0;
        _compressedBy = null;
    }
}
