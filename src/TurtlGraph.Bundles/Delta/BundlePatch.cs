namespace TurtlGraph.Bundles;

/// <summary>
/// Patches between two versions of a bundle: a patch holds what the new one has and the old one does not, so an update ships
/// only blocks that changed. Thread-safe; memory stays bounded by the tables and the steps, whatever the payloads.
/// </summary>
public static class BundlePatch
{
    private const int WriteBufferLength = 1 << 20;

    /// <summary>Writes the patch that makes one bundle of another.</summary>
    /// <param name="oldPath">The bundle that players have.</param>
    /// <param name="newPath">The bundle they shall have.</param>
    /// <param name="patchPath">The patch; it appears when it is whole.</param>
    /// <param name="progress">Told after each block of the new bundle.</param>
    /// <exception cref="BundleFormatException">One of them is not a sound bundle.</exception>
    /// <exception cref="PackException">A bundle cannot be read, or the patch cannot be written.</exception>
    public static PatchDiffReport Create(string oldPath, string newPath, string patchPath, IProgress<PackProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(patchPath);
        using Bundle old = Bundle.Open(oldPath);
        using Bundle @new = Bundle.Open(newPath);
        using var file = new AtomicFile(patchPath, WriteBufferLength);
        file.RemoveLeftovers();
        var writer = new PatchWriter(file, patchPath);
        var planner = new PatchPlanner(old, @new, writer, progress);
        PatchHeader header = writer.Finish(old, @new, planner.Run());
        file.Commit(durable: true);
        return new PatchDiffReport
        {
            Patch = PatchReport.Of(in header, writer.Steps),
            BlocksReused = planner.BlocksReused,
            BlocksShipped = planner.BlocksShipped,
        };
    }

    /// <summary>
    /// Makes the new bundle of the old one and a patch. It is written beside <paramref name="newPath"/>, checked to the last byte,
    /// opened once, and only then gets its name; until then what was there stays, also when the process ends half-way.
    /// </summary>
    /// <param name="oldPath">The bundle the patch fits; not changed unless <paramref name="newPath"/> is the same file.</param>
    /// <param name="patchPath">The patch, which is not trusted.</param>
    /// <param name="newPath">Where the new bundle appears; may be <paramref name="oldPath"/>.</param>
    /// <param name="options">Limits, and keys that must have signed the new bundle.</param>
    /// <param name="progress">Told after each MiB of the new bundle.</param>
    /// <exception cref="PatchFormatException">The patch is damaged, or makes something that is no sound bundle.</exception>
    /// <exception cref="PatchMismatchException">The patch is for another bundle, or the old one is damaged.</exception>
    /// <exception cref="UntrustedBundleException">The new bundle is not signed by one of the keys that the options name.</exception>
    /// <exception cref="BundleFormatException">The old file is not a sound bundle.</exception>
    /// <exception cref="PackException">The old bundle cannot be read, or the new one cannot be written.</exception>
    public static PatchReport Apply(
        string oldPath, string patchPath, string newPath, PatchApplyOptions? options = null, IProgress<PackProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(newPath);
        options ??= new PatchApplyOptions();
        using PatchFile patch = PatchFile.Open(patchPath);
        if (patch.Header.NewLength > options.MaxBundleBytes)
        {
            throw patch.Bad(
                40, $"it makes a bundle of {patch.Header.NewLength} bytes, and {nameof(PatchApplyOptions)}.{nameof(PatchApplyOptions.MaxBundleBytes)} allows {options.MaxBundleBytes}");
        }

        using AtomicFile file = Write(oldPath, patch, newPath, progress);
        Check(patch, file.Finish(), newPath, options.OpenOptions);
        file.Commit(durable: true);
        return PatchReport.Of(in patch.Header, patch.Steps);
    }

    /// <summary>Checks all of a patch but its literal bytes, and tells what it does, without a bundle.</summary>
    /// <exception cref="PatchFormatException">It is damaged.</exception>
    public static PatchReport Read(string patchPath)
    {
        using PatchFile patch = PatchFile.Open(patchPath);
        return PatchReport.Of(in patch.Header, patch.Steps);
    }

    /// <summary>Writes the new file and lets go of the old one, which may have to give way to it.</summary>
    private static AtomicFile Write(string oldPath, PatchFile patch, string newPath, IProgress<PackProgress>? progress)
    {
        using Bundle old = Bundle.Open(oldPath);
        var applier = new PatchApplier(patch, old);
        applier.CheckFit();
        var file = new AtomicFile(newPath, WriteBufferLength);
        try
        {
            file.RemoveLeftovers();
            applier.Run(file.Write, progress);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A patch may be sound and still make nonsense: what it makes has to open.</summary>
    private static void Check(PatchFile patch, string temporary, string path, BundleOpenOptions options)
    {
        try
        {
            using Bundle bundle = Bundle.Open(BundleFile.Open(temporary, options), path, options);
            if (bundle.TablesHash != patch.Header.NewTablesHash)
            {
                throw patch.Bad(96, "it makes a bundle with other tables than it says");
            }

            // The patch vouches for its own bytes only. Where a signer has to, what he signed are the hashes of the payloads.
            if (options.TrustedKeys.Count > 0 && BundleVerifier.Verify(bundle).Problems is [var problem, ..])
            {
                throw patch.Bad(128, $"the bundle it makes is signed, and '{problem.Name}' in it is not what was signed; get the patch again from its publisher");
            }
        }
        catch (BundleFormatException error)
        {
            throw new PatchFormatException(
                $"'{patch.Path}' is not a valid patch: what it makes is not a sound bundle ({error.Problem}, at byte {error.Offset}).", error);
        }
    }
}
