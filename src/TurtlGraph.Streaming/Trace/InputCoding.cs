using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>
/// What a runtime is told, as the data of recorded events. Only what differs from the usual is written: of a frame what changed
/// since the one before, of a request what the asset itself does not say.
/// </summary>
internal sealed class InputCoding
{
    public const int LongestFrame = 1 + sizeof(ulong) + sizeof(double) + 1 + (RuntimeState.MaxViewers * 64);

    /// <summary>Number of the form in which frames and requests are written; goes up with what they hold.</summary>
    public const int Version = 2;

    private readonly Viewer[] _viewers = new Viewer[RuntimeState.MaxViewers];
    private int _viewerCount = -1;
    private double _deltaTime = double.NaN;

    [Flags]
    private enum FrameParts : byte
    {
        None = 0,
        DeltaTime = 1,
        Viewers = 2,
        LoadingScreen = 4,
    }

    [Flags]
    private enum RequestParts : byte
    {
        None = 0,
        Position = 1,
        Radius = 2,
        LodWeight = 4,
        Deadline = 8,
        Urgency = 16,
        IsUselessWhenLate = 32,
    }

    /// <summary>Writes the update that begins, and the hash of all decisions before it.</summary>
    public ReadOnlySpan<byte> WriteFrame(Span<byte> buffer, RuntimeState state)
    {
        ReadOnlySpan<Viewer> viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        FrameParts parts = state.IsLoadingScreen ? FrameParts.LoadingScreen : FrameParts.None;
        int at = Put(buffer, 1, state.Trace.Hash);
        if (state.DeltaTime != _deltaTime)
        {
            parts |= FrameParts.DeltaTime;
            at = Put(buffer, at, state.DeltaTime);
            _deltaTime = state.DeltaTime;
        }

        if (viewers.Length != _viewerCount || !MemoryMarshal.AsBytes(viewers).SequenceEqual(MemoryMarshal.AsBytes(_viewers.AsSpan(0, viewers.Length))))
        {
            parts |= FrameParts.Viewers;
            at = Put(buffer, at, (byte)viewers.Length);
            foreach (Viewer viewer in viewers)
            {
                at = Put(buffer, at, viewer);
            }

            viewers.CopyTo(_viewers);
            _viewerCount = viewers.Length;
        }

        buffer[0] = (byte)parts;
        return buffer[..at];
    }

    /// <summary>Reads an update.</summary>
    /// <exception cref="TraceFormatException">It makes no sense.</exception>
    public FrameInput ReadFrame(in RecordedEvent item)
    {
        ReadOnlySpan<byte> data = item.Data;
        var parts = (FrameParts)Take<byte>(ref data);
        ulong hash = Take<ulong>(ref data);
        if ((parts & FrameParts.DeltaTime) != 0)
        {
            _deltaTime = Take<double>(ref data);
        }

        if ((parts & FrameParts.Viewers) != 0)
        {
            _viewerCount = Take<byte>(ref data);
            Require(_viewerCount <= RuntimeState.MaxViewers);
            for (int i = 0; i < _viewerCount; i++)
            {
                _viewers[i] = Take<Viewer>(ref data);
            }
        }

        Require(_viewerCount >= 0 && double.IsFinite(_deltaTime));
        return new FrameInput(item.Frame, item.Time, hash, _deltaTime, (parts & FrameParts.LoadingScreen) != 0, _viewers.AsMemory(0, _viewerCount));
    }

    /// <summary>The hash of all decisions.</summary>
    public static ReadOnlySpan<byte> WriteHash(Span<byte> buffer, ulong hash) => buffer[..Put(buffer, 0, hash)];

    /// <exception cref="TraceFormatException">It makes no sense.</exception>
    public static ulong ReadHash(ReadOnlySpan<byte> data) => Take<ulong>(ref data);

    public static ReadOnlySpan<byte> WriteRequest(Span<byte> buffer, in SubmitCommand command, MountedBundle mounted)
    {
        int entry = command.Asset - mounted.FirstAsset;
        Vector3 own = mounted.PositionOf(entry);
        var parts = RequestParts.None;
        int at = 1;
        PutUnless(SameBits(command.Position, own), RequestParts.Position, command.Position, buffer, ref at, ref parts);
        PutUnless(command.Radius == mounted.Bundle.Radii[entry], RequestParts.Radius, command.Radius, buffer, ref at, ref parts);
        PutUnless(command.LodWeight == DefaultWeight, RequestParts.LodWeight, command.LodWeight, buffer, ref at, ref parts);
        PutUnless(float.IsPositiveInfinity(command.Deadline), RequestParts.Deadline, command.Deadline, buffer, ref at, ref parts);
        PutUnless(command.UrgencyBound < 0, RequestParts.Urgency, command.UrgencyBound, buffer, ref at, ref parts);
        parts |= command.IsUselessWhenLate ? RequestParts.IsUselessWhenLate : RequestParts.None;
        buffer[0] = (byte)parts;
        return parts == RequestParts.None ? default : buffer[..at];
    }

    /// <exception cref="TraceFormatException">It makes no sense.</exception>
    public static SubmitCommand ReadRequest(ReadOnlySpan<byte> data, int asset, MountedBundle mounted)
    {
        int entry = asset - mounted.FirstAsset;
        RequestParts parts = data.IsEmpty ? RequestParts.None : (RequestParts)Take<byte>(ref data);
        return new SubmitCommand
        {
            Kind = SubmitKind.Request,
            Asset = asset,
            Position = (parts & RequestParts.Position) != 0 ? Take<Vector3>(ref data) : mounted.PositionOf(entry),
            Radius = (parts & RequestParts.Radius) != 0 ? Take<float>(ref data) : mounted.Bundle.Radii[entry],
            LodWeight = (parts & RequestParts.LodWeight) != 0 ? Take<float>(ref data) : DefaultWeight,
            Deadline = (parts & RequestParts.Deadline) != 0 ? Take<float>(ref data) : float.PositiveInfinity,
            UrgencyBound = (parts & RequestParts.Urgency) != 0 ? Take<sbyte>(ref data) : (sbyte)-1,
            IsUselessWhenLate = (parts & RequestParts.IsUselessWhenLate) != 0,
        };
    }

    /// <summary>The hash of a bundle's tables, then its path.</summary>
    public static byte[] WriteMount(Bundle bundle)
    {
        byte[] path = Encoding.UTF8.GetBytes(Path.GetFullPath(bundle.Path));
        byte[] data = new byte[Unsafe.SizeOf<Hash256>() + path.Length];
        Put(data, 0, bundle.TablesHash);
        path.CopyTo(data, Unsafe.SizeOf<Hash256>());
        return data;
    }

    /// <exception cref="TraceFormatException">It makes no sense.</exception>
    public static (Hash256 TablesHash, string Path) ReadMount(ReadOnlySpan<byte> data)
    {
        Hash256 hash = Take<Hash256>(ref data);
        return (hash, Encoding.UTF8.GetString(data));
    }

    // What Demand says when nothing is said: LodWeight times Importance.
    private const float DefaultWeight = 0.5f;

    private static bool SameBits(Vector3 one, Vector3 other) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Vector3>(in one)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector3>(in other)));

    private static void PutUnless<T>(bool isUsual, RequestParts part, T value, Span<byte> buffer, ref int at, ref RequestParts parts)
        where T : unmanaged
    {
        if (!isUsual)
        {
            at = Put(buffer, at, value);
            parts |= part;
        }
    }

    private static int Put<T>(Span<byte> buffer, int at, T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(buffer[at..], value);
        return at + Unsafe.SizeOf<T>();
    }

    private static T Take<T>(ref ReadOnlySpan<byte> data)
        where T : unmanaged
    {
        Require(data.Length >= Unsafe.SizeOf<T>());
        T value = MemoryMarshal.Read<T>(data);
        data = data[Unsafe.SizeOf<T>()..];
        return value;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new TraceFormatException("the data of an event makes no sense to this version of the runtime", 0, 0);
        }
    }
}
