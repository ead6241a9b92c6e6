namespace TurtlGraph.Bundles;

/// <summary>
/// Walks the new bundle from its first byte to its last and finds for each part where the old one has it: stored blocks by their
/// hash, tables by a rolling search, what lies between by going on where the last copy ended.
/// </summary>
internal sealed class PatchPlanner
{
    private readonly Bundle _old;
    private readonly Bundle _new;
    private readonly PatchWriter _patch;
    private readonly BlockFinder _blocks;
    private readonly IProgress<PackProgress>? _progress;
    private readonly Blake3Hasher _fileHash = new();
    private readonly Blake3Hasher _blockHash = new();
    private readonly byte[] _piece = new byte[BundleBytesReader.PieceLength];
    private readonly byte[] _oldPiece = new byte[BundleBytesReader.PieceLength];

    public PatchPlanner(Bundle old, Bundle @new, PatchWriter patch, IProgress<PackProgress>? progress)
    {
        _old = old;
        _new = @new;
        _patch = patch;
        _progress = progress;
        _blocks = new BlockFinder(old);
    }

    public long BlocksReused { get; private set; }

    public long BlocksShipped { get; private set; }

    /// <summary>Writes the steps and literals; returns BLAKE3 of the new file.</summary>
    public Hash256 Run()
    {
        long at = 0;
        foreach (BundleBlock block in _new.StoredBlocks())
        {
            at = Between(at, block.Offset);
            Block(block);
            at += block.StoredLength;
            _progress?.Report(new PackProgress(0, 0, at, 0, _new.FileLength, ""));
        }

        Between(at, _new.FileLength);
        return _fileHash.Finish();
    }

    /// <summary>What is no payload: the tables if they lie here, and gaps.</summary>
    private long Between(long start, long end)
    {
        ReadOnlySpan<byte> tables = _new.TableBytes;
        if (_new.TablesOffset < start || _new.TablesOffset >= end)
        {
            Loose(start, end);
            return end;
        }

        Loose(start, _new.TablesOffset);
        Tables(tables);
        Loose(_new.TablesOffset + tables.Length, end);
        return end;
    }

    private void Block(BundleBlock block)
    {
        Hash256 hash = HashOf(block);
        if (_blocks.TryFind(hash, out long source))
        {
            BlocksReused++;
            _patch.Copy(source, block.StoredLength);
            return;
        }

        BlocksShipped++;
        for (long at = block.Offset, end = block.Offset + block.StoredLength; at < end; at += _piece.Length)
        {
            Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, end - at));
            if (block.StoredLength > _piece.Length)
            {
                _new.ReadExactly(at, piece);
            }

            _patch.Literal(piece);
        }
    }

    /// <summary>Hashes a block for itself and as a part of the file; a block that fits a piece is left in it.</summary>
    private Hash256 HashOf(BundleBlock block)
    {
        _blockHash.Reset();
        for (long at = block.Offset, end = block.Offset + block.StoredLength; at < end; at += _piece.Length)
        {
            _blockHash.Update(Read(at, end));
        }

        return _blockHash.Finish();
    }

    private void Tables(ReadOnlySpan<byte> bytes)
    {
        _fileHash.Update(bytes);
        ReadOnlySpan<byte> old = _old.TableBytes;
        var matcher = new TableMatcher(old);
        while (matcher.TryFind(bytes, old, out int start, out int source, out int length))
        {
            Literal(bytes[..start]);
            _patch.Copy(_old.TablesOffset + source, length);
            bytes = bytes[(start + length)..];
        }

        Literal(bytes);
    }

    private void Literal(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _patch.Literal(bytes);
        }
    }

    private void Loose(long start, long end)
    {
        for (long at = start; at < end; at += _piece.Length)
        {
            ReadOnlySpan<byte> piece = Read(at, end);
            long source = at == 0 ? 0 : _patch.CopyEnd;
            int common = source < 0 ? 0 : CommonLength(piece, source);
            if (common == piece.Length || common >= PatchStep.Size)
            {
                _patch.Copy(source, common);
                piece = piece[common..];
            }

            Literal(piece);
        }
    }

    private int CommonLength(ReadOnlySpan<byte> piece, long source)
    {
        Span<byte> old = _oldPiece.AsSpan(0, (int)Math.Min(piece.Length, _old.FileLength - source));
        _old.ReadExactly(source, old);
        return piece.CommonPrefixLength(old);
    }

    private ReadOnlySpan<byte> Read(long at, long end)
    {
        Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, end - at));
        _new.ReadExactly(at, piece);
        _fileHash.Update(piece);
        return piece;
    }
}
