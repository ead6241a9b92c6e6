using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>Writes a patch in one pass: literal bytes as they come, then the steps, then the header before them.</summary>
internal sealed class PatchWriter
{
    private readonly AtomicFile _file;
    private readonly string _path;
    private readonly List<PatchStep> _steps = [];
    private readonly Blake3Hasher _literals = new();

    public PatchWriter(AtomicFile file, string path)
    {
        _file = file;
        _path = path;
        _file.Write(new byte[PatchHeader.Size]);
    }

    /// <summary>Steps so far.</summary>
    public IReadOnlyList<PatchStep> Steps => _steps;

    /// <summary>Where in the old file the last step ends, if it copies; else -1.</summary>
    public long CopyEnd => _steps.Count > 0 && _steps[^1].IsCopy ? _steps[^1].End : -1;

    /// <summary>The next bytes are those of the old file from <paramref name="source"/>.</summary>
    public void Copy(long source, long length)
    {
        if (length > 0 && source == CopyEnd)
        {
            _steps[^1] = _steps[^1] with { Length = _steps[^1].Length + length };
        }
        else
        {
            Add(new PatchStep(source, length));
        }
    }

    /// <summary>The next bytes are these; zeros at their ends are not written out.</summary>
    public void Literal(ReadOnlySpan<byte> bytes)
    {
        int first = bytes.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            Zeros(bytes.Length);
            return;
        }

        int end = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        first = first < PatchStep.Size ? 0 : first;
        end = bytes.Length - end < PatchStep.Size ? bytes.Length : end;
        Zeros(first);
        _literals.Update(bytes[first..end]);
        _file.Write(bytes[first..end]);
        if (first == 0 && _steps.Count > 0 && _steps[^1].Source == PatchStep.Literal)
        {
            _steps[^1] = _steps[^1] with { Length = _steps[^1].Length + end };
        }
        else
        {
            Add(new PatchStep(PatchStep.Literal, end - first));
        }

        Zeros(bytes.Length - end);
    }

    /// <summary>Writes steps and header; returns the header.</summary>
    public PatchHeader Finish(Bundle old, Bundle @new, Hash256 newFileHash)
    {
        ReadOnlySpan<byte> steps = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_steps));
        _file.Write(steps);
        var header = new PatchHeader
        {
            Magic = PatchHeader.MagicValue,
            Version = PatchHeader.CurrentVersion,
            HeaderSize = PatchHeader.Size,
            StepCount = _steps.Count,
            FileLength = _file.Position,
            OldLength = old.FileLength,
            NewLength = @new.FileLength,
            OldTablesHash = old.TablesHash,
            NewTablesHash = @new.TablesHash,
            NewFileHash = newFileHash,
            StepsHash = Blake3.Hash(steps),
            LiteralsHash = _literals.Finish(),
        };
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<PatchHeader>(ref header));
        header.HeaderHash = Blake3.Hash(bytes[..PatchHeader.HashedSize]);
        _file.Seek(0);
        _file.Write(bytes);
        return header;
    }

    private void Zeros(int length)
    {
        while (length > 0)
        {
            int take = Math.Min(length, PatchLimits.MaxZeros);
            Add(new PatchStep(PatchStep.Zeros, take));
            length -= take;
        }
    }

    private void Add(PatchStep step)
    {
        if (step.Length == 0)
        {
            return;
        }

        if (_steps.Count == PatchLimits.MaxSteps)
        {
            throw new PackException(_path, $"the bundles have so little in common that the patch would have more than {PatchLimits.MaxSteps} steps; ship the new bundle");
        }

        _steps.Add(step);
    }
}
