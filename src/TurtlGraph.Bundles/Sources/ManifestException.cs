namespace TurtlGraph.Bundles;

/// <summary>A manifest cannot be used. The message names file, line and reason.</summary>
public sealed class ManifestException : IOException
{
    /// <summary>Creates the exception for a line of a manifest.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="reason">What is wrong there.</param>
    public ManifestException(string path, int line, string reason) : base($"{path}:{line}: {reason}.")
    {
        Path = path;
        Line = line;
    }

    /// <summary>Creates the exception for a line of a manifest and the error that caused it.</summary>
    public ManifestException(string path, int line, string reason, Exception innerException)
        : base($"{path}:{line}: {reason}.", innerException)
    {
        Path = path;
        Line = line;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public ManifestException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public ManifestException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public ManifestException() : base("The manifest cannot be used.") { }

    /// <summary>The manifest.</summary>
    public string Path { get; } = "";

    /// <summary>Number of the line, from 1; 0 when it is about no line.</summary>
    public int Line { get; }
}
