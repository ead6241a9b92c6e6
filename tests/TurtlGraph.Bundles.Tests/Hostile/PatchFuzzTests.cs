namespace TurtlGraph.Bundles.Tests;

/// <summary>Damaged patches are refused, or make just the file they say.</summary>
public sealed class PatchFuzzTests : IDisposable
{
    private const int LargestNew = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly byte[] _old;
    private readonly byte[] _new;
    private readonly PatchBytes _patch;
    private readonly byte[] _otherPatch;
    private readonly GuardedBuffer _memory;
    private readonly GuardedBuffer _oldMemory;

    public PatchFuzzTests()
    {
        BundleItem[] items = Samples.Mixed();
        var options = new BundleBuilderOptions { BlockSize = 1024 };
        Samples.Pack(_folder["old"], items, options);
        items[0] = new() { Name = items[0].Name, Type = "mesh", Content = Samples.Text(9000, 77) };
        items[6] = Samples.Item("renamed", [.. items[6].Content!.Value.ToArray(), 1, 2, 3]);
        Samples.Pack(_folder["new"], items, options);
        BundlePatch.Create(_folder["old"], _folder["new"], _folder["patch"]);
        BundlePatch.Create(_folder["new"], _folder["old"], _folder["other"]);
        _old = File.ReadAllBytes(_folder["old"]);
        _new = File.ReadAllBytes(_folder["new"]);
        _patch = new PatchBytes(File.ReadAllBytes(_folder["patch"]));
        _otherPatch = File.ReadAllBytes(_folder["other"]);
        _memory = new GuardedBuffer(2 * (_patch.Bytes.Length + _otherPatch.Length));
        _oldMemory = new GuardedBuffer(_old.Length);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _oldMemory.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_sealed_original_makes_the_new_file() => Assert.Equal(_new, Apply(_patch.Copy().Seal().Bytes));

    [Fact]
    public void Blindly_damaged_patches_are_refused()
    {
        FuzzRun.Each(5, 8, (_, seed) =>
        {
            byte[] file = new Mutator(seed).Blind(_patch.Bytes, _otherPatch);
            if (Apply(file) is { } made)
            {
                Assert.True(made.AsSpan().SequenceEqual(_new));
            }
        });
    }

    [Fact]
    public void Changed_steps_with_fitting_hashes_are_refused_or_make_the_file_they_say()
    {
        int made = 0;
        FuzzRun.Each(6, 12, (i, seed) =>
        {
            PatchBytes copy = new Mutator(seed).Steps(_patch);

            // Half of them own up to what they make, so that it gets as far as it can.
            byte[] file = i % 2 == 0 ? copy.Bytes : copy.Seal(WhatItMakes(copy)).Bytes;
            if (Apply(file) is { } result)
            {
                made++;
                Assert.Equal(copy.Header.NewFileHash, Blake3.Hash(result));
                Open(result);
            }
        });
        Assert.True(made > FuzzRun.Share(12) / 50, $"Only {made} changed patches made a file.");
    }

    [Fact]
    public void Each_field_is_checked()
    {
        Refused(patch => patch.Header.Magic ^= 1, "bytes of a patch");
        Refused(patch => patch.Header.Version = 2, "version 2");
        Refused(patch => patch.Header.Features = 4, "features");
        Refused(patch => patch.Header.HeaderSize = 300, "300");
        Refused(patch => patch.Header.StepCount = -1, "steps do not fit");
        Refused(patch => patch.Header.StepCount = int.MaxValue, "steps do not fit");
        Refused(patch => patch.Header.StepCount = PatchLimits.MaxSteps, "steps do not fit");
        Refused(patch => patch.Header.FileLength++, "truncated");
        Refused(patch => patch.Header.OldLength = -1, "no bundle is so short");
        Refused(patch => patch.Header.NewLength = 0, "no bundle is so short");
        Refused(patch => patch.Header.NewLength++, "its steps make");
        Refused(patch => patch.Header.NewLength = long.MaxValue, "its steps make");
        Refused(patch => patch.Steps[0] = new PatchStep(-3, 10), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(long.MaxValue, 10), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(0, long.MaxValue), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(0, 0), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(0, -5), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(PatchStep.Literal, LargestNew), "does not fit");
        Refused(patch => patch.Steps[0] = new PatchStep(patch.Header.OldLength, 1), "does not fit");
        Refused(
            patch =>
            {
                patch.Header.NewLength = 1L << 50;
                patch.Steps[0] = new PatchStep(PatchStep.Zeros, 1L << 49);
            },
            "does not fit");
    }

    [Fact]
    public void Damage_without_fitting_hashes_is_told_from_misfit()
    {
        PatchBytes copy = _patch.Copy();
        copy.Literals[copy.Literals.Length / 2] ^= 1;
        Assert.Contains("literal bytes", Assert.Throws<PatchFormatException>(() => ApplyOnDisk(copy.Bytes)).Message, StringComparison.Ordinal);
        copy = _patch.Copy();
        copy.Steps[1] = copy.Steps[0];
        Assert.Contains("steps do not match", Assert.Throws<PatchFormatException>(() => ApplyOnDisk(copy.Bytes)).Message, StringComparison.Ordinal);
        Assert.Contains("truncated", Assert.Throws<PatchFormatException>(() => ApplyOnDisk(_patch.Bytes[..^1])).Message, StringComparison.Ordinal);
        Assert.Throws<PatchFormatException>(() => ApplyOnDisk(Samples.Text(5000, 1)));
        Assert.Throws<PatchFormatException>(() => ApplyOnDisk([]));
    }

    [Fact]
    public void A_sound_patch_that_makes_no_bundle_is_refused_and_leaves_what_was_there()
    {
        // It makes one run of the old file twice over the length of the new one, and owns up to it.
        PatchBytes copy = _patch.Copy();
        int last = copy.Steps.Length - 1;
        while (!copy.Steps[last].IsCopy)
        {
            last--;
        }

        copy.Steps[last] = copy.Steps[last] with { Source = 0 };
        copy.Seal(WhatItMakes(copy));
        File.WriteAllBytes(_folder["target"], [1, 2, 3]);
        Assert.Contains("not a sound bundle", Assert.Throws<PatchFormatException>(() => ApplyOnDisk(copy.Bytes)).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder["target"]));
    }

    private void ApplyOnDisk(byte[] patch) => BundlePatch.Apply(_folder["old"], _folder.Write("hostile", patch), _folder["target"]);

    private void Refused(Action<PatchBytes> change, string expected)
    {
        PatchBytes copy = _patch.Copy();
        change(copy);
        PatchFormatException error = Assert.Throws<PatchFormatException>(() => PatchFile.Open(_memory.Load(copy.Seal().Bytes), "p").Dispose());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>What a patch makes, or null when it is refused.</summary>
    private byte[]? Apply(byte[] bytes)
    {
        try
        {
            using PatchFile patch = PatchFile.Open(_memory.Load(bytes), "patch");
            if (patch.Header.NewLength > LargestNew)
            {
                return null;
            }

            using Bundle old = Bundle.Open(_oldMemory.Load(_old), "old");
            var made = new MemoryStream();
            var applier = new PatchApplier(patch, old, pieceLength: 1000);
            applier.CheckFit();
            applier.Run(made.Write, progress: null);
            Assert.Equal(patch.Header.NewLength, made.Length);
            return made.ToArray();
        }
        catch (Exception error) when (error is PatchFormatException or PatchMismatchException)
        {
            return null;
        }
    }

    private void Open(byte[] made)
    {
        using var memory = new GuardedBuffer(made.Length);
        try
        {
            Bundle.Open(memory.Load(made), "made").Dispose();
        }
        catch (BundleFormatException)
        {
        }
    }

    /// <summary>The hash of what the steps make where they fit, else any.</summary>
    private Hash256 WhatItMakes(PatchBytes patch)
    {
        var hasher = new Blake3Hasher();
        int literal = 0;
        long made = 0;
        foreach (PatchStep step in patch.Steps)
        {
            bool fits = step.Length > 0 && step.Length <= LargestNew && step.Source switch
            {
                PatchStep.Literal => step.Length <= patch.Literals.Length - literal,
                PatchStep.Zeros => true,
                < 0 => false,
                _ => step.Source <= _old.Length && step.Length <= _old.Length - step.Source,
            };
            made += fits ? step.Length : 0;
            if (!fits || made > LargestNew)
            {
                return default;
            }

            int length = (int)step.Length;
            hasher.Update(step.Source switch
            {
                PatchStep.Literal => patch.Literals.Slice(literal, length),
                PatchStep.Zeros => new byte[length],
                _ => _old.AsSpan((int)step.Source, length),
            });
            literal += step.Source == PatchStep.Literal ? length : 0;
        }

        return hasher.Finish();
    }
}
