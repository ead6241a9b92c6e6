using System.Numerics;
using System.Runtime.InteropServices;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>The calls that come from any thread. After <see cref="Dispose"/> the ones that read find nothing, the others throw <see cref="ObjectDisposedException"/>.</summary>
public sealed partial class AssetRuntime
{
    // So late that nothing is later, and still a number that one can subtract from. Seconds.
    private const double EarliestDeadline = -1e9;

    /// <summary>
    /// Asks for an asset and all it depends on. The handle is valid at once and until <see cref="Release"/>; the request ends
    /// Ready, Failed or Cancelled in bounded time.
    /// </summary>
    /// <param name="id">The asset.</param>
    /// <param name="demand">Where, how badly and until when it is wanted.</param>
    /// <param name="handle">The request's handle, or <see cref="AssetHandle.None"/> when it was not accepted.</param>
    public RequestResult Request(AssetId id, in Demand demand, out AssetHandle handle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        handle = AssetHandle.None;
        if (!_state.Catalog.TryFind(id, out int asset))
        {
            return RequestResult.UnknownAsset;
        }

        if (!_state.Handles.TryRent(asset, out AssetHandle rented))
        {
            return RequestResult.NoHandleLeft;
        }

        SubmitCommand command = CommandFor(asset, rented, demand);
        if (!_state.Submissions.TryEnqueue(command))
        {
            _state.Handles.Free(rented.Slot);
            return RequestResult.QueueFull;
        }

        handle = rented;
        return RequestResult.Accepted;
    }

    /// <summary>Ends a pending request as cancelled, in the next update. The handle stays readable until it is released.</summary>
    public RequestResult Cancel(AssetHandle handle) => Submit(SubmitKind.Cancel, handle);

    /// <summary>
    /// Gives a handle back, in the next update; a pending request is cancelled by it, a resident asset becomes free to be evicted.
    /// On <see cref="RequestResult.QueueFull"/> the handle is still held: call again.
    /// </summary>
    public RequestResult Release(AssetHandle handle) => Submit(SubmitKind.Release, handle);

    /// <summary>
    /// Keeps a resident asset's bytes where they are until <see cref="Unpin"/>, from this very moment. Returns
    /// <see langword="false"/> when the handle is stale or the asset is not resident. Pins are counted.
    /// </summary>
    public bool Pin(AssetHandle handle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bool isPinned = _state.Handles.TryRead(handle, out int asset, out _, out _) && _state.Catalog.TryPin(asset);
        if (isPinned)
        {
            _state.Options.Recorder?.Pin(asset, isPinned: true);
        }

        return isPinned;
    }

    /// <summary>Takes one pin back; <see langword="false"/> when the handle is stale or nothing is pinned. Unpin before release.</summary>
    public bool Unpin(AssetHandle handle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bool isUnpinned = _state.Handles.TryRead(handle, out int asset, out _, out _) && _state.Catalog.TryUnpin(asset);
        if (isUnpinned)
        {
            _state.Options.Recorder?.Pin(asset, isPinned: false);
        }

        return isUnpinned;
    }

    /// <summary>Where the request stands.</summary>
    public RequestStatus Status(AssetHandle handle)
    {
        if (_disposed || !_state.Handles.TryRead(handle, out int asset, out RequestStatus status, out _))
        {
            return RequestStatus.Stale;
        }

        return status == RequestStatus.Ready && !_state.Catalog.IsPublished(asset) ? RequestStatus.Evicted : status;
    }

    /// <summary>Why a request failed; <see cref="FailureReason.None"/> when it did not.</summary>
    public FailureReason Failure(AssetHandle handle) =>
        !_disposed && _state.Handles.TryRead(handle, out _, out _, out FailureReason reason) ? reason : FailureReason.None;

    /// <summary>
    /// Which asset's failure ended a request, and by which way of dependencies it reached it; <see langword="null"/> when none did. Any thread; allocates, so
    /// not for every frame.
    /// </summary>
    public FailurePath? FailurePath(AssetHandle handle) => !_disposed && _state.Handles.TryReadCause(handle, out int asset, out int cause, out FailureReason reason)
        ? FailurePaths.Find(_state.Catalog, asset, cause, reason)
        : null;

    /// <summary>
    /// Reads the asset's bytes if it is resident, also while the request still waits for its dependencies. Counts as a use.
    /// The bytes stay valid for at least <see cref="StreamingOptions.GraceFrames"/> updates, or as long as they are pinned.
    /// </summary>
    public bool TryGet(AssetHandle handle, out AssetData data)
    {
        if (!_disposed && _state.Handles.TryRead(handle, out int asset, out _, out _) && _catalog.TryUse(asset, out nint payload, out int length))
        {
            data = new AssetData(_catalog, asset, payload, length);
            return true;
        }

        data = default;
        return false;
    }

    /// <summary>Reads the bytes of an asset by its id if it is resident, without asking for it. Counts as a use.</summary>
    public bool TryGet(AssetId id, out AssetData data)
    {
        if (!_disposed && _residents.Get(id.Value, out ResidentBytes found) == ResidencyAnswer.Hit)
        {
            data = new AssetData(_catalog, found.Slot, found.Pointer, found.Length);
            return true;
        }

        data = default;
        return false;
    }

    /// <summary>
    /// Reads the bytes of many assets by their ids and returns how many are resident, in less time than as many calls of
    /// <see cref="TryGet(AssetId, out AssetData)"/>. Each counts as a use; the bytes stay valid as long as there.
    /// </summary>
    /// <param name="ids">The assets.</param>
    /// <param name="found">For each its bytes, or <see cref="ResidentBytes.None"/>; at least as long as <paramref name="ids"/>.</param>
    public int TryGetMany(ReadOnlySpan<AssetId> ids, Span<ResidentBytes> found) =>
        _disposed ? NoneOf(found[..ids.Length]) : _residents.GetMany(MemoryMarshal.Cast<AssetId, ulong>(ids), found);

    private RequestResult Submit(SubmitKind kind, AssetHandle handle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_state.Handles.TryRead(handle, out _, out _, out _))
        {
            return RequestResult.StaleHandle;
        }

        return _state.Submissions.TryEnqueue(new SubmitCommand { Kind = kind, Handle = handle })
            ? RequestResult.Accepted
            : RequestResult.QueueFull;
    }

    /// <summary>0 to 1; 0 also for what is not a number, which would never be admitted.</summary>
    private static int NoneOf(Span<ResidentBytes> found)
    {
        found.Clear();
        return 0;
    }

    private static float WeightOf(in Demand demand)
    {
        float weight = demand.LodWeight * demand.Importance;
        return weight > 0 ? Math.Min(weight, 1f) : 0f;
    }

    // A place of which a part is no number is none.
    private static Vector3 PlaceOf(Vector3 position) =>
        float.IsFinite(position.X) && float.IsFinite(position.Y) && float.IsFinite(position.Z) ? position : new Vector3(float.NaN);

    private SubmitCommand CommandFor(int asset, AssetHandle handle, in Demand demand)
    {
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        int entry = asset - mounted.FirstAsset;
        return new SubmitCommand
        {
            Kind = SubmitKind.Request,
            Asset = asset,
            Handle = handle,
            Position = demand.Position is { } place ? PlaceOf(place) : mounted.PositionOf(entry),
            Radius = demand.Radius > 0 ? demand.Radius : mounted.Bundle.Radii[entry],
            LodWeight = WeightOf(demand),
            Deadline = (float)Math.Max(demand.Deadline, EarliestDeadline),
            IsUselessWhenLate = demand.IsUselessWhenLate,
            UrgencyBound = demand.Urgency is { } urgency ? (sbyte)urgency : (sbyte)-1,
        };
    }
}
