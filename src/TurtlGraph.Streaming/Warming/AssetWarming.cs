using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>
/// A warming that goes on: with each <see cref="AssetRuntime.Update"/> it asks for the next assets of its plan, inside its limits, and
/// lets go of those that are there, so that they stay as long as nothing else needs their memory. It evicts nothing.
/// </summary>
/// <remarks>Frame thread only, but for <see cref="Cancel"/> and <see cref="Progress"/>, which any thread may call between updates.</remarks>
public sealed class AssetWarming
{
    private const int LooksAFrame = 256;

    private readonly AssetRuntime _runtime;
    private readonly RuntimeState _state;
    private readonly WarmingPlan _plan;
    private readonly WarmingOptions _options;
    private readonly (AssetHandle Handle, long Bytes)[] _pending;
    private readonly double _begin;
    private volatile bool _isCancelled;
    private int _pendingCount;
    private int _next;
    private int _loaded;
    private int _failed;
    private long _bytes;
    private long _requestedBytes;
    private long _pendingBytes;
    private double _seconds;
    private WarmingEnd _end;

    internal AssetWarming(AssetRuntime runtime, WarmingPlan plan, WarmingOptions options)
    {
        _runtime = runtime;
        _state = runtime.State;
        _plan = plan;
        _options = options;
        _pending = new (AssetHandle, long)[Math.Clamp(options.MaxPending, 1, Math.Max(1, plan.Assets.Length))];
        _begin = _state.Now;
    }

    /// <summary>How far it has come, as of the last update.</summary>
    public WarmingProgress Progress => new(
        _next - _pendingCount, _plan.Assets.Length, _loaded, _failed, _bytes, _requestedBytes, _seconds, _end);

    /// <summary>Ends it with the next update; what is on its way and nobody else wants is dropped.</summary>
    public void Cancel() => _isCancelled = true;

    /// <summary>Goes on; false when it is over.</summary>
    internal bool Step()
    {
        ReleaseEnded();
        if (_end == WarmingEnd.None)
        {
            _seconds = _state.Now - _begin;
            if (_isCancelled)
            {
                Stop(WarmingEnd.Cancelled);
            }
            else if (_options.MaxTime != Timeout.InfiniteTimeSpan && _seconds >= _options.MaxTime.TotalSeconds)
            {
                Stop(WarmingEnd.TimeLimit);
            }
            else
            {
                Ask();
            }
        }

        return _end == WarmingEnd.None || _pendingCount > 0;
    }

    private void ReleaseEnded()
    {
        for (int i = _pendingCount - 1; i >= 0; i--)
        {
            (AssetHandle handle, long bytes) = _pending[i];
            RequestStatus status = _runtime.Status(handle);
            if (status == RequestStatus.Pending || _runtime.Release(handle) == RequestResult.QueueFull)
            {
                continue;
            }

            bool isLoaded = status is RequestStatus.Ready or RequestStatus.Evicted;
            _loaded += isLoaded ? 1 : 0;
            _failed += status == RequestStatus.Failed ? 1 : 0;
            _bytes += isLoaded ? bytes : 0;
            _pendingBytes -= bytes;
            _pending[i] = _pending[--_pendingCount];
        }
    }

    private void Ask()
    {
        for (int looks = 0; looks < LooksAFrame && _pendingCount < _pending.Length && _end == WarmingEnd.None; looks++)
        {
            if (_next == _plan.Assets.Length)
            {
                _end = _pendingCount == 0 ? WarmingEnd.Completed : WarmingEnd.None;
                return;
            }

            if (!AskForNext(_plan.Assets[_next]))
            {
                return;
            }
        }
    }

    /// <summary>Deals with the next asset; false when it has to wait for a later frame, or for ever.</summary>
    private bool AskForNext(AssetId id)
    {
        if (!_state.Catalog.TryFind(id, out int asset))
        {
            _failed++;
            _next++;
            return true;
        }

        long bytes = MissingBytes(asset, out bool isComplete);
        if (isComplete)
        {
            _next++;
            return true;
        }

        if (bytes > _options.MaxBytes - _requestedBytes)
        {
            _end = WarmingEnd.ByteLimit;
            return false;
        }

        if (bytes + _pendingBytes > FreeBytes)
        {
            // What is pending may be counted twice, as reserved and as asked for, so the last word is spoken when nothing is.
            _end = _pendingCount == 0 ? WarmingEnd.MemoryFull : WarmingEnd.None;
            return false;
        }

        bool isTooFast = _requestedBytes > _options.MaxBytesPerSecond * _seconds;
        if (isTooFast || _runtime.Request(id, new Demand { Urgency = _options.Urgency }, out AssetHandle handle) != RequestResult.Accepted)
        {
            return false;
        }

        _requestedBytes += bytes;
        _pendingBytes += bytes;
        _pending[_pendingCount++] = (handle, bytes);
        _next++;
        return true;
    }

    /// <summary>What could be loaded before eviction begins, which keeps a share free.</summary>
    private long FreeBytes => _state.Payloads.FreeBytes - (_state.Payloads.Capacity / 16);

    /// <summary>Payload memory that the members of a closure will take that nobody has asked for yet.</summary>
    private long MissingBytes(int root, out bool isComplete)
    {
        long bytes = 0;
        isComplete = true;
        foreach (int member in _state.Closures.Walk(root))
        {
            AssetState state = _state.Catalog[member].State;
            isComplete &= state == AssetState.Resident;
            if (state == AssetState.Absent)
            {
                MountedBundle mounted = _state.Catalog.BundleOf(member);
                bytes += PayloadStore.BlockBytes(mounted.Bundle.DecodedLengths[member - mounted.FirstAsset]);
            }
        }

        return bytes;
    }

    private void Stop(WarmingEnd end)
    {
        _end = end;
        for (int i = 0; i < _pendingCount; i++)
        {
            // One whose release is refused is released when it has ended.
            if (_runtime.Release(_pending[i].Handle) != RequestResult.QueueFull)
            {
                _pending[i--] = _pending[--_pendingCount];
            }
        }
    }
}
