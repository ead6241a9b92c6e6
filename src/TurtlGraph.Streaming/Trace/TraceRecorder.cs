using TurtlGraph.Caching;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Writes a runtime's life to a file: what it was told (updates, requests, releases, uses, pins, mounted bundles) and what it decided, a few
/// bytes an event. <see cref="TraceReplay"/> tells a runtime all of it again; caches are simulated and tuned with it.
/// </summary>
/// <remarks>
/// Give it to <see cref="StreamingOptions.Recorder"/>; the runtime owns it from then on and closes the file when it is disposed. The
/// frame thread never waits for the file: when the ring of blocks before it is full, events are lost and counted. The figures may be read by any thread.
/// </remarks>
public sealed class TraceRecorder : IDisposable
{
    private const int MostPinsBetweenUpdates = 1 << 14;
    private readonly Stream _file;
    private readonly RecordingWriterOptions? _buffering;
    private readonly byte[] _data = new byte[InputCoding.LongestFrame];
    private readonly InputCoding _coding = new();
    private RecordingWriter? _writer;
    private BoundedRing<PinNote>? _pins;
    private RuntimeState? _state;
    private uint _handles;
    private long _pinsLost;
    private bool _isDisposed;

    /// <summary>Makes a file to record to.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public TraceRecorder(string path, RecordingWriterOptions? buffering = null) : this(Create(path), buffering) { }

    /// <summary>Records to a stream, which the recorder owns.</summary>
    public TraceRecorder(Stream file, RecordingWriterOptions? buffering = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _buffering = buffering;
    }

    /// <summary>Events written, in the file or on their way there.</summary>
    public long Events => _writer?.Events ?? 0;

    /// <summary>Events lost because the file did not keep up or could not be written.</summary>
    public long Lost => (_writer?.Lost ?? 0) + Volatile.Read(ref _pinsLost);

    /// <summary>Bytes that have reached the file.</summary>
    public long BytesWritten => _writer?.BytesWritten ?? 0;

    /// <summary>Why the file can no longer be written; <see langword="null"/> while it can.</summary>
    public Exception? Fault => _writer?.Fault;

    /// <summary>Writes what waits and closes the file. The runtime does it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_writer is null)
        {
            _file.Dispose();
            return;
        }

        _writer.Finish(InputCoding.WriteHash(_data, _state!.Trace.Hash));
        _writer.Dispose();
        _pins!.Dispose();
    }

    /// <summary>Begins, for one runtime.</summary>
    /// <exception cref="InvalidOperationException">It has another one already.</exception>
    internal void Attach(RuntimeState state)
    {
        if (_state is not null)
        {
            throw new InvalidOperationException("The recorder has a runtime already; make a recorder for each runtime.");
        }

        _state = state;
        _handles = (uint)state.Options.MaxHandles;
        _pins = new BoundedRing<PinNote>(MostPinsBetweenUpdates, "recorded pins");
        _writer = new RecordingWriter(_file, RecordingDescription.Of(state.Options).ToJson(), _buffering);
    }

    /// <summary>A bundle was mounted.</summary>
    internal void Mount(MountedBundle mounted)
    {
        _writer!.EnsureAssets(_state!.Catalog.Count);
        _writer.Write(RecordedKind.Mount, 0, InputCoding.WriteMount(mounted.Bundle));
    }

    /// <summary>An update begins, after what was pinned since the last.</summary>
    internal void BeginFrame()
    {
        _writer!.BeginFrame((long)Math.Round(_state!.Now * 1e9), _coding.WriteFrame(_data, _state));
        while (_pins!.TryDequeue(out PinNote note))
        {
            Write(note.IsPinned ? RecordedKind.CallPin : RecordedKind.CallUnpin, note.Asset);
        }
    }

    /// <summary>A call was taken in.</summary>
    internal void Command(in SubmitCommand command)
    {
        long handle = (command.Handle.Generation * (long)_handles) + command.Handle.Slot;
        if (command.Kind == SubmitKind.Request)
        {
            Write(RecordedKind.CallRequest, command.Asset, handle, InputCoding.WriteRequest(_data, command, _state!.Catalog.BundleOf(command.Asset)));
        }
        else
        {
            _writer!.Write(command.Kind == SubmitKind.Cancel ? RecordedKind.CallCancel : RecordedKind.CallRelease, handle);
        }
    }

    /// <summary>A use was taken in.</summary>
    internal void Use(int asset) => Write(RecordedKind.CallUse, asset);

    /// <summary>An asset was pinned, or a pin taken back; any thread.</summary>
    internal void Pin(int asset, bool isPinned)
    {
        if (!_pins!.TryEnqueue(new PinNote { Asset = asset, IsPinned = isPinned }))
        {
            Interlocked.Increment(ref _pinsLost);
        }
    }

    /// <summary>The runtime decided something; an asset below 0 is none.</summary>
    internal void Decision(TraceKind kind, int asset, long detail)
    {
        if (asset < 0)
        {
            _writer!.Write((RecordedKind)kind, detail);
        }
        else
        {
            Write((RecordedKind)kind, asset, detail);
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private void Write(RecordedKind kind, int asset, long value = 0, ReadOnlySpan<byte> data = default)
    {
        MountedBundle mounted = _state!.Catalog.BundleOf(asset);
        int entry = asset - mounted.FirstAsset;
        _writer!.Write(kind, asset, mounted.Bundle.Ids[entry], mounted.Bundle.DecodedLengths[entry], value, data);
    }

    private struct PinNote
    {
        public int Asset;
        public bool IsPinned;
    }
}
