namespace TurtlGraph.Memory;

/// <content>Copies out of the file, which a cut or changed file cannot harm.</content>
public sealed unsafe partial class MappedFile
{
    /// <summary>
    /// Copies bytes of the file: from a trusted map directly, else by a positional read that never touches the map. Does not allocate.
    /// </summary>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">Where to; its contents are undefined unless the result is <see cref="MappedReadStatus.Ok"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range did not lie in the file when it was opened.</exception>
    public MappedReadStatus TryRead(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        if (_options.Trusted)
        {
            new ReadOnlySpan<byte>(_start + offset, destination.Length).CopyTo(destination);
            return MappedReadStatus.Ok;
        }

        try
        {
            while (destination.Length > 0)
            {
                int count = RandomAccess.Read(_file, destination, offset);
                if (count == 0)
                {
                    return MappedReadStatus.Cut;
                }

                offset += count;
                destination = destination[count..];
            }

            return _options.DetectChanges ? Compare() : MappedReadStatus.Ok;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return MappedReadStatus.Failed;
        }
    }

    /// <summary>Like <see cref="TryRead"/>, but throws when not all bytes of the opened file are there.</summary>
    /// <exception cref="MappedFileChangedException">The file was cut or changed since it was opened.</exception>
    /// <exception cref="IOException">The system cannot read it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range did not lie in the file when it was opened.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        switch (TryRead(offset, destination))
        {
            case MappedReadStatus.Ok:
                return;
            case MappedReadStatus.Failed:
                throw new IOException($"'{Path}' cannot be read at byte {offset:N0}: its device or server failed.");
            default:
                throw new MappedFileChangedException(Path, offset, Length, CurrentLength());
        }
    }

    /// <summary>
    /// Whether the file is still as it was opened, as far as its length and the time of its last change tell. A change so soon after
    /// opening that the file system gives it the same time is not seen, nor is one through somebody's own writable map at once.
    /// </summary>
    public MappedReadStatus Compare()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            FileState now = FileState.Of(_file);
            return now == _opened ? MappedReadStatus.Ok
                : now.Length < _opened.Length ? MappedReadStatus.Cut
                : MappedReadStatus.Changed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return MappedReadStatus.Failed;
        }
    }

    private long CurrentLength()
    {
        try
        {
            return RandomAccess.GetLength(_file);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
