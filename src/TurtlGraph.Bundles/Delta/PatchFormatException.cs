namespace TurtlGraph.Bundles;

/// <summary>A file is not a patch this library can trust. Says which file, at which byte, and what is wrong there.</summary>
public sealed class PatchFormatException : IOException
{
    /// <summary>Creates the exception for a place in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">First byte of what is wrong, from the start of the file.</param>
    /// <param name="problem">What is wrong there.</param>
    public PatchFormatException(string path, long offset, string problem)
        : base($"'{path}' is not a valid patch: {problem} (at byte {offset}).")
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public PatchFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public PatchFormatException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public PatchFormatException() : this("The file is not a valid patch.") { }

    /// <summary>The file.</summary>
    public string Path { get; } = "";

    /// <summary>First byte of what is wrong, from the start of the file.</summary>
    public long Offset { get; }
}
