using System.Diagnostics.CodeAnalysis;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <content>Payload bytes as they are stored. Reading them may wait for the disk.</content>
public sealed unsafe partial class Bundle
{
    /// <summary>Whether payloads and tables are used in place, see <see cref="TablePlacement.Mapped"/>.</summary>
    public bool IsMapped => _file.TrySpan(0, 0, out _);

    /// <summary>The map of the file, for hints and residency: reading ahead, keeping parts in memory.</summary>
    public MappedFile Map => _file.Map ?? throw new InvalidOperationException($"'{Path}' is not a file.");

    /// <summary>
    /// The bytes of an entry as they are stored, in place. Only of a bundle opened with <see cref="TablePlacement.Mapped"/>; any
    /// other copies them with <see cref="ReadStored"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The bundle is not mapped: touching a map of a file that was cut ends the process.</exception>
    public ReadOnlySpan<byte> StoredBytes(int entry)
    {
        Check(entry);
        if (!_file.TrySpan(_tables.Offsets[entry], _tables.StoredLengths[entry], out ReadOnlySpan<byte> bytes))
        {
            ThrowNotMapped();
        }

        return bytes;
    }

    /// <summary>Copies stored bytes of an entry from the file.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="offset">First stored byte, from the start of the entry's payload.</param>
    /// <param name="destination">Where to; its contents are undefined unless the result is Ok.</param>
    /// <returns><see cref="DecodeStatus.FileChanged"/> when the file was cut, <see cref="DecodeStatus.ReadFailed"/> when the system cannot read it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry, or the range does not lie in its stored bytes.</exception>
    public DecodeStatus ReadStored(int entry, int offset, Span<byte> destination)
    {
        Check(entry);
        int length = _tables.StoredLengths[entry];
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, length - offset, nameof(destination));
        return ReadAt(_tables.Offsets[entry] + offset, destination);
    }

    /// <summary>Bytes in place; false where they have to be copied.</summary>
    internal bool TrySpan(long offset, int length, out ReadOnlySpan<byte> bytes) => _file.TrySpan(offset, length, out bytes);

    /// <summary>Copies bytes that lie in the payload region.</summary>
    internal DecodeStatus ReadAt(long offset, Span<byte> destination) => _file.TryRead(offset, destination) switch
    {
        MappedReadStatus.Ok => DecodeStatus.Ok,
        MappedReadStatus.Failed => DecodeStatus.ReadFailed,
        _ => DecodeStatus.FileChanged,
    };

    /// <summary>Why bytes that were read are not the right ones: the file was changed meanwhile, or it was wrong before.</summary>
    internal DecodeStatus Blame(DecodeStatus status) =>
        _file.Map is { } map && map.Compare() is MappedReadStatus.Cut or MappedReadStatus.Changed ? DecodeStatus.FileChanged : status;

    [DoesNotReturn]
    private void ThrowNotMapped() => throw new InvalidOperationException(
        $"'{Path}' was opened with copied tables, so its payloads are not handed out in place: use {nameof(ReadStored)}, or open it with {nameof(BundleOpenOptions)}.{nameof(BundleOpenOptions.Tables)} = {nameof(TablePlacement.Mapped)} if nobody can cut the file.");
}
