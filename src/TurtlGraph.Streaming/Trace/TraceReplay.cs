using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>
/// Tells a runtime, on a virtual clock and a modelled device, all that a <see cref="TraceRecorder"/> has written down. What was recorded on a
/// virtual clock is decided again bit for bit; what was recorded in real time is decided as a modelled device would have had it, the same
/// with each replay.
/// </summary>
public sealed class TraceReplay : IDisposable
{
    private readonly RecordingReader _recording;
    private readonly RecordingDescription _description;
    private readonly ReplayOptions _options;
    private readonly VirtualClock _clock = new();
    private readonly InputCoding _coding = new();
    private readonly AssetRuntime _runtime;
    private readonly List<Bundle> _bundles = [];
    private readonly Dictionary<long, AssetHandle> _handles = [];
    private FrameInput? _next;
    private uint? _firstDifference;
    private long _hits, _misses;

    /// <summary>Opens a recording and makes a runtime as it was made.</summary>
    /// <param name="file">The recording, at its beginning; owned by the replay.</param>
    /// <param name="options">What is to be different.</param>
    /// <exception cref="TraceFormatException">It is no recording of a runtime.</exception>
    /// <exception cref="ArgumentException">The options cannot work.</exception>
    public TraceReplay(Stream file, ReplayOptions? options = null)
    {
        _recording = new RecordingReader(file);
        _description = RecordingDescription.Parse(_recording.Description);
        _options = options ?? new ReplayOptions();
        StreamingOptions streaming = _options.Options ?? _description.Options;
        streaming.Clock = _clock;
        streaming.Source = new SimulatedByteSource(_options.Device ?? _description.Device ?? new DeviceModel(), _clock);
        streaming.Recorder = null;
        streaming.TraceCapacity = Math.Max(1, streaming.TraceCapacity);
        _runtime = new AssetRuntime(streaming);
    }

    /// <summary>The options that a runtime was recorded with; a new object with each call.</summary>
    /// <param name="file">The recording, at its beginning; disposed.</param>
    /// <exception cref="TraceFormatException">It is no recording of a runtime.</exception>
    public static StreamingOptions OptionsOf(Stream file)
    {
        using var recording = new RecordingReader(file);
        return RecordingDescription.Parse(recording.Description).Options;
    }

    /// <summary>The device that was modelled when it was recorded; <see langword="null"/> for a real one.</summary>
    /// <inheritdoc cref="OptionsOf" path="param|exception"/>
    public static DeviceModel? DeviceOf(Stream file)
    {
        using var recording = new RecordingReader(file);
        return RecordingDescription.Parse(recording.Description).Device;
    }

    /// <summary>The paths of the bundles, as they were recorded.</summary>
    /// <inheritdoc cref="OptionsOf" path="param|exception"/>
    public static IReadOnlyList<string> BundlesOf(Stream file)
    {
        using var recording = new RecordingReader(file);
        var paths = new List<string>();
        while (recording.TryRead(out RecordedEvent item))
        {
            if (item.Kind == RecordedKind.Mount)
            {
                paths.Add(InputCoding.ReadMount(item.Data).Path);
            }
        }

        return paths;
    }

    /// <summary>Runs it to the end.</summary>
    /// <exception cref="TraceFormatException">The recording is damaged or cut short, or makes no sense.</exception>
    /// <exception cref="ReplayMismatchException">A bundle is not the recorded one.</exception>
    /// <exception cref="IOException">A bundle cannot be read.</exception>
    public ReplayReport Run(CancellationToken interrupt = default)
    {
        while (_recording.TryRead(out RecordedEvent item))
        {
            if (item.Kind is RecordedKind.Frame or RecordedKind.Mount or RecordedKind.End)
            {
                interrupt.ThrowIfCancellationRequested();
                Update();
            }

            Take(item);
        }

        Update();
        return new ReplayReport(
            _runtime.FrameNumber,
            _runtime.Trace.Count,
            _runtime.Trace.Hash,
            _firstDifference,
            _recording.IsWhole && _recording.Lost == 0,
            _description.IsVirtual && _description.Device is not null && _options.Options is null && _options.Device is null,
            _hits,
            _misses,
            _runtime.Metrics);
    }

    /// <summary>Disposes the runtime, its bundles and the file.</summary>
    public void Dispose()
    {
        _runtime.Dispose();
        _bundles.ForEach(bundle => bundle.Dispose());
        _recording.Dispose();
    }

    private void Take(in RecordedEvent item)
    {
        switch (item.Kind)
        {
            case RecordedKind.Frame:
                _next = _coding.ReadFrame(item);
                break;
            case RecordedKind.End:
                Compare((uint)_runtime.FrameNumber + 1, InputCoding.ReadHash(item.Data));
                break;
            case RecordedKind.Mount:
                Mount(item.Data);
                break;
            case RecordedKind.CallRequest:
                Request(item);
                break;
            case RecordedKind.CallCancel:
            case RecordedKind.CallRelease:
                Submit(item);
                break;
            case RecordedKind.CallUse:
                _runtime.ReplayUse(AssetOf(item));
                break;
            case RecordedKind.CallPin:
                _runtime.State.Catalog.TryPin(AssetOf(item));
                break;
            case RecordedKind.CallUnpin:
                _runtime.State.Catalog.TryUnpin(AssetOf(item));
                break;
        }
    }

    /// <summary>Runs the update whose calls have all been made by now.</summary>
    private void Update()
    {
        if (_next is not { } frame)
        {
            return;
        }

        _next = null;
        Compare(frame.Number, frame.HashBefore);
        _clock.AdvanceTo(frame.Time * 1e-9);
        _runtime.IsLoadingScreen = frame.IsLoadingScreen;
        _runtime.Update(frame.Viewers.Span, frame.DeltaTime);
        while (_runtime.Trace.TryRead(out TraceEvent item))
        {
            _hits += item.Kind == TraceKind.Hit ? 1 : 0;
            _misses += item.Kind == TraceKind.Missed ? 1 : 0;
        }

        _options.Updated?.Invoke(_runtime);
    }

    private void Compare(uint frame, ulong recorded)
    {
        if (_firstDifference is null && _runtime.Trace.Hash != recorded)
        {
            _firstDifference = frame;
        }
    }

    private void Mount(ReadOnlySpan<byte> data)
    {
        (Hash256 hash, string path) = InputCoding.ReadMount(data);
        path = _options.BundlePath?.Invoke(path) ?? path;
        Bundle bundle = Bundle.Open(path);
        _bundles.Add(bundle);
        if (bundle.TablesHash != hash)
        {
            throw new ReplayMismatchException($"{path} is not the bundle that was recorded: its tables hash to {bundle.TablesHash}, those recorded to {hash}");
        }

        _runtime.Mount(bundle);
    }

    private void Request(in RecordedEvent item)
    {
        int asset = AssetOf(item);
        SubmitCommand command = InputCoding.ReadRequest(item.Data, asset, _runtime.State.Catalog.BundleOf(asset));
        _handles[item.Value] = _runtime.Replay(command);
    }

    private void Submit(in RecordedEvent item)
    {
        // A call for a request that was lost, or made before the recording of its frame, has nothing to act on.
        if (!_handles.TryGetValue(item.Value, out AssetHandle handle))
        {
            return;
        }

        if (item.Kind == RecordedKind.CallCancel)
        {
            _runtime.Cancel(handle);
        }
        else
        {
            _handles.Remove(item.Value);
            _runtime.Release(handle);
        }
    }

    private int AssetOf(in RecordedEvent item) => item.HasKey && _runtime.State.Catalog.TryFind(new AssetId(item.Key), out int asset)
        ? asset
        : throw new ReplayMismatchException($"frame {item.Frame} is about an asset that no recorded bundle has: {new AssetId(item.Key)}");
}
