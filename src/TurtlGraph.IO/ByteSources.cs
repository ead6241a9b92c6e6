namespace TurtlGraph.IO;

/// <summary>Chooses the source of files for this machine.</summary>
public static class ByteSources
{
    private const int DefaultDeviceDepth = 64;

    /// <summary>Opens the best source that this machine allows, with default options.</summary>
    public static IByteSource Open() => Open(new ByteSourceOptions());

    /// <summary>
    /// Opens a source. What the kernel or a policy refuses is replaced by what it allows; <see cref="IByteSource.Name"/> says
    /// what was taken, <see cref="IByteSource.Detail"/> why.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IByteSource Open(ByteSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IByteSource source = OpenDevice(options);
        if (options.Scheduling is { } scheduling)
        {
            source = new ScheduledByteSource(source, scheduling with { QueueDepth = options.QueueDepth });
        }

        bool readsAround = source.Name is UringByteSource.DirectName or UringByteSource.BufferedName;
        return options.UsePageCache && readsAround && PageCacheByteSource.IsSupported ? new PageCacheByteSource(source) : source;
    }

    private static IByteSource OpenDevice(ByteSourceOptions options) => options.Kind switch
    {
        ByteSourceKind.Automatic when OperatingSystem.IsWindows() => new CompletionPortByteSource(new CompletionPortOptions { QueueDepth = options.QueueDepth }),
        ByteSourceKind.Automatic when OperatingSystem.IsLinux() => OpenUring(options, direct: true, polling: false),
        ByteSourceKind.Automatic => OpenPread(options, ""),
        ByteSourceKind.Uring => OpenUring(options, direct: false, polling: false),
        ByteSourceKind.UringDirect => OpenUring(options, direct: true, polling: false),
        ByteSourceKind.UringPolling => OpenUring(options, direct: true, polling: true),
        ByteSourceKind.Pread => OpenPread(options, ""),
        ByteSourceKind.Mapped => new MappedByteSource(new MappedOptions { QueueDepth = options.QueueDepth }),
        ByteSourceKind.CompletionPort when OperatingSystem.IsWindows() => new CompletionPortByteSource(new CompletionPortOptions { QueueDepth = options.QueueDepth }),
        ByteSourceKind.CompletionPort => OpenPread(options, "completion ports are of Windows"),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "This kind of byte source is unknown."),
    };

    private static IByteSource OpenUring(ByteSourceOptions options, bool direct, bool polling)
    {
        var uring = new UringOptions
        {
            QueueDepth = options.QueueDepth,
            RingDepth = options.Scheduling?.DeviceDepth ?? DefaultDeviceDepth,
            Direct = direct,
            KernelPolling = polling,
        };
        return UringByteSource.TryCreate(uring, out UringByteSource? source, out string refusal) ? source : OpenPread(options, refusal);
    }

    private static PreadByteSource OpenPread(ByteSourceOptions options, string reason) =>
        new(new PreadOptions { QueueDepth = options.QueueDepth }, reason);
}
