namespace TurtlGraph.IO;

/// <summary>Whether reads are put in the order of the file, to save a disk's arm its ways.</summary>
public enum SeekOrder : byte
{
    /// <summary>Where the system calls the device of a file rotational.</summary>
    Automatic = 0,

    /// <summary>Never: by deadline and age alone.</summary>
    Off = 1,

    /// <summary>Always.</summary>
    On = 2,
}
