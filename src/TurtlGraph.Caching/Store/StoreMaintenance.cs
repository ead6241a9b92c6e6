namespace TurtlGraph.Caching;

/// <summary>Looks after a store that nobody has open: what it holds, whether it is whole, and how it becomes whole and small again.</summary>
/// <remarks>
/// All members hold the store's lock while they run, so a store in use is refused with <see cref="StoreInUseException"/>. They may be stopped at any
/// point; the store is then as after a crash, which it survives.
/// </remarks>
public static class StoreMaintenance
{
    /// <summary>Tells what a store holds, without checking its records and without changing anything.</summary>
    /// <exception cref="StoreFormatException">There is no store in the folder, or one of another format.</exception>
    /// <exception cref="StoreInUseException">Somebody has it open.</exception>
    public static StoreReport Inspect(string folder, CancellationToken cancellation = default) =>
        Run(folder, options => options with { IsReadOnly = true }, compacts: false, null, cancellation);

    /// <summary>Checks every record against its checksum, without changing anything.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="progress">Told what part is done, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="StoreFormatException">There is no store in the folder, or one of another format.</exception>
    /// <exception cref="StoreInUseException">Somebody has it open.</exception>
    public static StoreReport Verify(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Run(folder, options => options with { IsReadOnly = true, ChecksAll = true }, compacts: false, progress, cancellation);

    /// <summary>Checks every record, drops what is damaged, writes anew what lay beside it, and saves the index.</summary>
    /// <inheritdoc cref="Verify"/>
    public static StoreReport Repair(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Run(folder, options => options with { ChecksAll = true }, compacts: true, progress, cancellation);

    /// <summary>Writes every segment anew that holds anything superfluous, merges small ones, and saves the index.</summary>
    /// <inheritdoc cref="Verify"/>
    public static StoreReport Compact(string folder, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Run(folder, options => options, compacts: true, progress, cancellation);

    private static StoreReport Run(
        string folder, Func<DiskStoreOptions, DiskStoreOptions> change, bool compacts, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using DiskStore store = DiskStore.Open(change(OptionsFor(folder)));
        long total = Math.Max(1, store.Core.Segments.Bytes);
        if (compacts)
        {
            store.Compact();
        }

        while (store.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(Math.Clamp((store.Core.Counters.CheckedBytes + store.Core.Counters.CompactedBytes) / (compacts ? 2.0 * total : total), 0, 1));
        }

        if (compacts && store.ReadOnlyReason is { } reason)
        {
            throw new IOException($"The store in '{folder}' cannot be written: {reason}");
        }

        return Report(store);
    }

    /// <summary>Options under which nothing is lost that the store's own options keep.</summary>
    private static DiskStoreOptions OptionsFor(string folder)
    {
        var info = new DirectoryInfo(folder);
        FileInfo[] segments = info.Exists ? [.. info.EnumerateFiles().Where(file => SegmentHeader.TryParseName(file.Name, out _))] : [];
        var index = new FileInfo(Path.Combine(folder, SavedIndex.Name));
        if (segments.Length == 0 && !index.Exists)
        {
            throw new StoreFormatException($"There is no disk store in '{folder}': it holds no segment and no index.");
        }

        const int least = 64 << 10;
        long longest = segments.Select(file => file.Length).DefaultIfEmpty(least).Max();
        return new DiskStoreOptions
        {
            Folder = folder,
            SegmentBytes = (int)Math.Clamp((longest + least - 1) / least * least, least, 1 << 30),
            AdmissionReads = index.Exists && SavedIndex.TryReadHeader(index.FullName) is { FilterBytes: > 0 } header ? header.FilterBytes / sizeof(int) : 1024,
            CheckBytesPerSecond = 1L << 50,
            IsManual = true,
            NeverEvicts = true,
        };
    }

    private static StoreReport Report(DiskStore store)
    {
        var heat = new long[Place.MostHeat + 1];
        foreach (IndexSlot entry in store.Core.Segments.All.SelectMany(segment => store.Core.Index.EntriesOf(segment.Slot)))
        {
            heat[entry.Place.Heat]++;
        }

        return new StoreReport
        {
            Folder = store.Folder,
            FolderBytes = new DirectoryInfo(store.Folder).EnumerateFiles().Sum(file => file.Length),
            Statistics = store.Statistics(),
            Segments = [.. store.Core.Segments.All.OrderBy(segment => segment.Number).Select(Report)],
            Damage = store.Damage,
            Heat = heat,
        };
    }

    private static StoreSegmentReport Report(StoreSegment segment) => new(
        segment.Name, segment.Length, segment.LiveBytes, segment.Expiry == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(segment.Expiry));
}
