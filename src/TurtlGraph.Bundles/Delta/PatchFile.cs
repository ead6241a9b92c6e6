using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>An open patch whose header and steps have been checked; its literal bytes are checked while they are read.</summary>
internal sealed class PatchFile : IDisposable
{
    private readonly BundleFile _file;
    private readonly PatchHeader _header;

    private PatchFile(BundleFile file, string path)
    {
        _file = file;
        Path = path;
        _header = ReadHeader();
        Steps = ReadSteps();
        CheckSteps();
    }

    public string Path { get; }

    public ref readonly PatchHeader Header => ref _header;

    public PatchStep[] Steps { get; }

    /// <summary>Opens a patch and checks all but its literal bytes.</summary>
    /// <exception cref="PatchFormatException">It is not one.</exception>
    public static PatchFile Open(string path) => Open(BundleFile.Open(path, BundleOpenOptions.Default), path);

    /// <summary>Opens a patch over its bytes, which it then owns.</summary>
    public static PatchFile Open(BundleFile file, string path)
    {
        try
        {
            return new PatchFile(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes of the file that the header says are there.</summary>
    /// <exception cref="PatchFormatException">They are not, or not any more.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (_file.TryRead(offset, destination) != MappedReadStatus.Ok)
        {
            throw Bad(offset, "it was cut while it was being read, or its device failed");
        }
    }

    public PatchFormatException Bad(long offset, string problem) => new(Path, offset, problem);

    public void Dispose() => _file.Dispose();

    private PatchHeader ReadHeader()
    {
        if (_file.Length < PatchHeader.Size)
        {
            throw Bad(0, $"it has {_file.Length} bytes, fewer than the {PatchHeader.Size} of a header");
        }

        PatchHeader header = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<PatchHeader>(ref header));
        Read(0, bytes);
        if (header.Magic != PatchHeader.MagicValue)
        {
            throw Bad(0, "it does not start with the bytes of a patch");
        }

        if (header.Version != PatchHeader.CurrentVersion)
        {
            throw Bad(8, $"it has format version {header.Version}; this library reads version {PatchHeader.CurrentVersion}");
        }

        if (header.Features != 0 || header.HeaderSize != PatchHeader.Size)
        {
            throw Bad(12, $"it needs features this library does not know (0x{header.Features:x}, header of {header.HeaderSize} bytes)");
        }

        if (Blake3.Hash(bytes[..PatchHeader.HashedSize]) != header.HeaderHash)
        {
            throw Bad(PatchHeader.HashedSize, "the header does not match its hash: the patch is damaged; get it again");
        }

        CheckSizes(in header);
        return header;
    }

    private void CheckSizes(in PatchHeader header)
    {
        if (header.FileLength != _file.Length)
        {
            throw Bad(24, $"it should have {header.FileLength} bytes and has {_file.Length}: it is truncated or has been added to");
        }

        if (header.StepCount is < 0 or > PatchLimits.MaxSteps || header.LiteralLength < 0)
        {
            throw Bad(20, $"{header.StepCount} steps do not fit it");
        }

        if (header.OldLength < BundleHeader.Size || header.NewLength < BundleHeader.Size)
        {
            throw Bad(32, $"it makes {header.NewLength} bytes of {header.OldLength}, and no bundle is so short");
        }
    }

    private PatchStep[] ReadSteps()
    {
        var steps = new PatchStep[_header.StepCount];
        Span<byte> bytes = MemoryMarshal.AsBytes(steps.AsSpan());
        Read(PatchHeader.Size + _header.LiteralLength, bytes);
        return Blake3.Hash(bytes) == _header.StepsHash
            ? steps
            : throw Bad(PatchHeader.Size + _header.LiteralLength, "the steps do not match their hash: the patch is damaged; get it again");
    }

    /// <summary>Every copied range lies in the old file, and all steps together use the literals and make the new file, to the byte.</summary>
    private void CheckSteps()
    {
        long made = 0;
        long literals = 0;
        for (int i = 0; i < Steps.Length; i++)
        {
            PatchStep step = Steps[i];
            bool fits = step.Length > 0 && step.Length <= _header.NewLength - made && step.Source switch
            {
                PatchStep.Literal => step.Length <= _header.LiteralLength - literals,
                PatchStep.Zeros => step.Length <= PatchLimits.MaxZeros,
                < 0 => false,
                _ => step.Source <= _header.OldLength && step.Length <= _header.OldLength - step.Source,
            };
            if (!fits)
            {
                throw Bad(
                    PatchHeader.Size + _header.LiteralLength + ((long)i * PatchStep.Size), $"step {i} (source {step.Source}, length {step.Length}) does not fit the files");
            }

            made += step.Length;
            literals += step.Source == PatchStep.Literal ? step.Length : 0;
        }

        if (made != _header.NewLength || literals != _header.LiteralLength)
        {
            throw Bad(20, $"its steps make {made} of {_header.NewLength} bytes and use {literals} of {_header.LiteralLength} literal ones");
        }
    }
}
