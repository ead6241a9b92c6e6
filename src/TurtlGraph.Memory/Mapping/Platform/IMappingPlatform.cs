using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory;

/// <summary>
/// What a system can do with a mapped file. Ranges are whole pages inside one map. A hint returns <see langword="null"/> when
/// it was granted, else why not; it never touches the pages itself, so a cut file cannot fault here.
/// </summary>
internal unsafe interface IMappingPlatform
{
    /// <summary>Opens a file for positional reads and mapping. Never waits, not even for a pipe's writer.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    SafeFileHandle Open(string path, MappedAccess access);

    /// <summary>Maps a whole file for reading.</summary>
    /// <exception cref="MappingException">The system refuses the map.</exception>
    byte* Map(SafeFileHandle file, long length);

    /// <summary>Ends a map and its locks.</summary>
    void Unmap(byte* start, long length);

    /// <summary>Passes advice on.</summary>
    string? Advise(byte* start, long length, MappedAdvice advice);

    /// <summary>Reads a range into memory and waits for it.</summary>
    string? Populate(byte* start, long length);

    /// <summary>Keeps a range in memory until it is unmapped.</summary>
    string? Lock(byte* start, long length);

    /// <summary>Counts the bytes of whole pages that are in memory.</summary>
    string? CountResident(byte* start, long length, out long bytes);
}
