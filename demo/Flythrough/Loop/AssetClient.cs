using TurtlGraph.Bundles;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>
/// The game's side of the runtime: one handle for each asset it wants. Asks for what is newly needed, gives back what no
/// longer is, and asks again, at a bounded rate, for what was evicted or failed while it is still needed.
/// </summary>
internal sealed class AssetClient
{
    private const int RepeatsPerFrame = 64;
    private const double PauseAfterFailure = 2.0;
    private readonly AssetRuntime _runtime;
    private readonly Bundle _bundle;
    private readonly AssetHandle[] _handles;
    private readonly double[] _notBefore;
    private readonly int[] _held;
    private int _heldCount, _repeatsLeft;

    public AssetClient(AssetRuntime runtime, Bundle bundle)
    {
        _runtime = runtime;
        _bundle = bundle;
        _handles = new AssetHandle[bundle.Count];
        _notBefore = new double[bundle.Count];
        _held = new int[bundle.Count];
    }

    /// <summary>Calls that the runtime refused because its queue was full; they were made again in the next frame.</summary>
    public long Refused { get; private set; }

    /// <summary>The first asset that failed, by itself rather than for a dependency; -1 when none did.</summary>
    public int FirstFailed { get; private set; } = -1;

    /// <summary>Why <see cref="FirstFailed"/> did.</summary>
    public FailureReason FirstFailure { get; private set; }

    /// <summary>Makes the runtime hold what is needed at <paramref name="time"/> and nothing else.</summary>
    public void Follow(NeedSet need, double time)
    {
        _repeatsLeft = RepeatsPerFrame;
        ReleaseUnneeded(need);
        foreach (int asset in need.Assets)
        {
            if (_handles[asset].IsNone && time >= _notBefore[asset])
            {
                Request(asset, need.RootOf(asset));
            }
        }
    }

    /// <summary>The bytes of an asset, when they can be had; else finds out why not, so that the next frame can ask again.</summary>
    public bool TryGet(int asset, double time, out AssetData data)
    {
        AssetHandle handle = _handles[asset];
        if (handle.IsNone)
        {
            data = default;
            return false;
        }

        if (_runtime.TryGet(handle, out data))
        {
            return true;
        }

        RequestStatus status = _runtime.Status(handle);
        if (status is not (RequestStatus.Pending or RequestStatus.Ready) && _repeatsLeft > 0)
        {
            _repeatsLeft--;
            if (status == RequestStatus.Failed)
            {
                NoteFailure(asset, _runtime.Failure(handle));
            }

            _notBefore[asset] = status == RequestStatus.Failed ? time + PauseAfterFailure : 0;
            TryRelease(asset);
        }

        return false;
    }

    /// <summary>Gives everything back; false when the runtime's queue was full and some are still held.</summary>
    public bool TryReleaseAll()
    {
        while (_heldCount > 0 && TryRelease(_held[_heldCount - 1]))
        {
            _heldCount--;
        }

        return _heldCount == 0;
    }

    private void NoteFailure(int asset, FailureReason reason)
    {
        if (FirstFailed < 0 || (FirstFailure == FailureReason.DependencyFailed && reason != FailureReason.DependencyFailed))
        {
            (FirstFailed, FirstFailure) = (asset, reason);
        }
    }

    private void ReleaseUnneeded(NeedSet need)
    {
        int kept = 0;
        for (int i = 0; i < _heldCount; i++)
        {
            int asset = _held[i];
            bool isWanted = need.Contains(asset) && !_handles[asset].IsNone;
            if (isWanted || !TryRelease(asset))
            {
                _held[kept++] = asset;
            }
        }

        _heldCount = kept;
    }

    /// <summary>Gives a handle back; false when the runtime's queue is full and the handle is still held.</summary>
    private bool TryRelease(int asset)
    {
        if (!_handles[asset].IsNone && _runtime.Release(_handles[asset]) == RequestResult.QueueFull)
        {
            Refused++;
            return false;
        }

        _handles[asset] = AssetHandle.None;
        return true;
    }

    private void Request(int asset, int root)
    {
        BundleEntry place = _bundle[root];
        Demand demand = new()
        {
            Position = place.Position,
            Radius = place.Radius,
            // A coarse level fills the view at once and is small: it goes first.
            LodWeight = Math.Min(1f, 0.25f + (0.25f * place.Lod)),
        };
        RequestResult result = _runtime.Request(new AssetId(_bundle.Ids[asset]), demand, out AssetHandle handle);
        if (result == RequestResult.Accepted)
        {
            _handles[asset] = handle;
            _held[_heldCount++] = asset;
        }
        else
        {
            Refused++;
        }
    }
}
