namespace TurtlGraph.Bundles;

/// <summary>Makes the new file from the old one and a patch, a piece at a time, and checks every byte of it.</summary>
internal sealed class PatchApplier(PatchFile patch, Bundle old, int pieceLength = BundleBytesReader.PieceLength)
{
    private readonly byte[] _piece = new byte[pieceLength];
    private readonly Blake3Hasher _file = new();
    private readonly Blake3Hasher _literals = new();
    private long _literal = PatchHeader.Size;
    private long _made;

    /// <summary>Takes the next bytes of the new file.</summary>
    public delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>Refuses a bundle that the patch was not made for.</summary>
    /// <exception cref="PatchMismatchException">It is another one.</exception>
    public void CheckFit()
    {
        if (old.TablesHash == patch.Header.OldTablesHash && old.FileLength == patch.Header.OldLength)
        {
            return;
        }

        throw Mismatch(old.TablesHash == patch.Header.NewTablesHash
            ? "it is applied already"
            : $"it fits the bundle with the tables {patch.Header.OldTablesHash}, and this one has {old.TablesHash}; find the patch for this version, or get the new bundle whole");
    }

    /// <summary>Makes the new file.</summary>
    /// <exception cref="PatchFormatException">Literal bytes of the patch are damaged.</exception>
    /// <exception cref="PatchMismatchException">The old bundle is damaged.</exception>
    public void Run(Sink sink, IProgress<PackProgress>? progress)
    {
        foreach (PatchStep step in patch.Steps)
        {
            for (long done = 0; done < step.Length; done += _piece.Length)
            {
                Span<byte> piece = _piece.AsSpan(0, (int)Math.Min(_piece.Length, step.Length - done));
                Fill(step, done, piece);
                _file.Update(piece);
                sink(piece);
                _made += piece.Length;
                progress?.Report(new PackProgress(0, 0, _made, _made, patch.Header.NewLength, ""));
            }
        }

        if (_literals.Finish() != patch.Header.LiteralsHash)
        {
            throw patch.Bad(PatchHeader.Size, "its literal bytes do not match their hash: the patch is damaged; get it again");
        }

        if (_file.Finish() != patch.Header.NewFileHash)
        {
            throw Mismatch("what it makes does not match its hash, so the old bundle is damaged; 'turtl verify' names the entries, and the new bundle has to be got whole");
        }
    }

    private void Fill(PatchStep step, long done, Span<byte> piece)
    {
        switch (step.Source)
        {
            case PatchStep.Literal:
                patch.Read(_literal, piece);
                _literal += piece.Length;
                _literals.Update(piece);
                break;
            case PatchStep.Zeros:
                piece.Clear();
                break;
            default:
                old.ReadExactly(step.Source + done, piece);
                break;
        }
    }

    private PatchMismatchException Mismatch(string reason) => new(patch.Path, old.Path, reason);
}
