namespace TurtlGraph.Bundles;

/// <summary>A file is not a bundle this library can trust. Says which file, at which byte, and what is wrong there.</summary>
public sealed class BundleFormatException : IOException
{
    /// <summary>Creates the exception for a place in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">First byte of what is wrong, from the start of the file.</param>
    /// <param name="problem">What is wrong there.</param>
    public BundleFormatException(string path, long offset, string problem)
        : base($"'{path}' is not a valid bundle: {problem} (at byte {offset}).")
    {
        Path = path;
        Offset = offset;
        Problem = problem;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public BundleFormatException(string message) : base(message) => Problem = message;

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public BundleFormatException(string message, Exception innerException) : base(message, innerException) => Problem = message;

    /// <summary>Creates the exception with a general message.</summary>
    public BundleFormatException() : this("The file is not a valid bundle.") { }

    /// <summary>The file.</summary>
    public string Path { get; } = "";

    /// <summary>First byte of what is wrong, from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
