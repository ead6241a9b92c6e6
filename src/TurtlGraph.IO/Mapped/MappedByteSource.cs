namespace TurtlGraph.IO;

/// <summary>
/// Reads files through memory maps on worker threads. For trusted files without a copy: the completion of a request without a
/// destination says where in the map the bytes are, and they have been read into memory by then.
/// </summary>
/// <remarks>
/// Pointers into a map are valid until the source is disposed. The system may drop pages of a map when memory is short; a
/// thread that then touches them waits for the device. A file that has grown since it was opened ends where it ended then.
/// </remarks>
public sealed unsafe class MappedByteSource : IByteSource, IWakeable
{
    private readonly PreadByteSource _workers;

    /// <summary>Starts the workers with the default options.</summary>
    public MappedByteSource() : this(new MappedOptions()) { }

    /// <summary>Starts the workers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public MappedByteSource(MappedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _workers = new PreadByteSource(
            new PreadOptions { Workers = options.Workers, QueueDepth = options.QueueDepth }, new MappedByteStore(options.Trusted));
        Detail = options.Trusted ? "trusted files: pointers into the map" : "files are not trusted: bytes are copied by positional reads";
    }

    /// <inheritdoc/>
    public string Name => "mapped";

    /// <inheritdoc/>
    public string Detail { get; }

    /// <inheritdoc/>
    public int QueueDepth => _workers.QueueDepth;

    /// <inheritdoc/>
    public int AddFile(string path) => _workers.AddFile(path);

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads) => _workers.Submit(reads);

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions) => _workers.Poll(completions);

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds) => _workers.WaitForCompletion(milliseconds);

    /// <inheritdoc/>
    public bool Cancel(ulong token) => _workers.Cancel(token);

    /// <summary>Ends the waiting reads as cancelled, waits for the running ones and unmaps the files: pointers into the maps end.</summary>
    public void Dispose() => _workers.Dispose();

    void IWakeable.Wake(int threads) => ((IWakeable)_workers).Wake(threads);
}
