namespace TurtlGraph.Memory;

/// <summary>
/// A part of a file, copied to memory of its own that no writer can cut or change: what is interpreted after it was checked
/// belongs here. Copies from half a megabyte up ask for huge pages, which are filled several times as fast as small ones.
/// </summary>
/// <remarks>
/// The bytes may be read by any thread until <see cref="Dispose"/>, which the owner must call, or the memory is held until the
/// process ends.
/// </remarks>
public sealed unsafe class FileCopy : IDisposable
{
    private const long HugePage = 2 << 20;

    /// <summary>Bytes that are read at once.</summary>
    private const int Piece = 1 << 30;

    private readonly ReservedRange _range;
    private readonly MemoryAccount? _account;

    private FileCopy(long length, string name, MemoryProfile? profile)
    {
        Length = length;
        long bytes = RoundUp(Math.Max(1, length));
        _account = profile?.Open(name, MemoryTier.Arena);
        try
        {
            _range = new ReservedRange(new RangeOptions
            {
                Bytes = bytes,
                Step = bytes,
                HugePages = bytes >= HugePage ? HugePages.Transparent : HugePages.None,
                Account = _account,
            });
            _range.TryCommit(bytes);
        }
        catch
        {
            _range?.Dispose();
            _account?.Dispose();
            throw;
        }

        _account?.Allocated(bytes);
        _account?.Wasted(bytes - length);
    }

    /// <summary>First byte, aligned to a page.</summary>
    public byte* Pointer => _range.Base;

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Copies a part of a file.</summary>
    /// <param name="file">The file; it is not needed afterwards.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes, all of them in memory afterwards: check what an untrusted file claims first.</param>
    /// <param name="name">What the memory is for, as reports call it.</param>
    /// <param name="profile">Where it is counted; <see langword="null"/> counts nothing.</param>
    /// <exception cref="MappedFileChangedException">The file was cut or changed since it was opened.</exception>
    /// <exception cref="IOException">The system cannot read it.</exception>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part did not lie in the file when it was opened.</exception>
    public static FileCopy Of(MappedFile file, long offset, long length, string name, MemoryProfile? profile)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, file.Length);
        var copy = new FileCopy(length, name, profile);
        try
        {
            for (long at = 0; at < length; at += Piece)
            {
                file.Read(offset + at, new Span<byte>(copy.Pointer + at, (int)Math.Min(Piece, length - at)));
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes the last huge page whole when a quarter of it is used: filling fresh small pages takes several times the copy itself.
    /// </summary>
    private static long RoundUp(long bytes)
    {
        long rest = bytes & (HugePage - 1);
        return rest >= HugePage / 4 ? bytes - rest + HugePage : bytes;
    }

    /// <summary>Keeps the copy from being swapped out; false when the system refuses, as beyond the process's limit.</summary>
    public bool TryLock() => TryLock(MappingPlatform.Current);

    internal bool TryLock(IMappingPlatform platform)
    {
        string? refusal = platform.Lock(Pointer, Math.Max(1, Length));
        if (refusal is not null)
        {
            _account?.HintRefused("lock", refusal);
        }

        return refusal is null;
    }

    /// <summary>Releases the memory; its lock ends with it.</summary>
    public void Dispose()
    {
        _range.Dispose();
        _account?.Dispose();
    }
}
