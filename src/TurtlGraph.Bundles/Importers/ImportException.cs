namespace TurtlGraph.Bundles;

/// <summary>A foreign scene could not be read: the message names the file, the line where one is known, and the reason.</summary>
public sealed class ImportException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder at fault.</param>
    /// <param name="line">The 1-based line in it, or 0 when no line applies.</param>
    /// <param name="reason">What is wrong, and what to do where that is known.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ImportException(string path, int line, string reason, Exception? innerException = null)
        : base(line > 0 ? $"{path}({line}): {reason}" : $"{path}: {reason}", innerException)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file or folder at fault.</summary>
    public string Path { get; }

    /// <summary>The 1-based line in <see cref="Path"/>, or 0 when no line applies.</summary>
    public int Line { get; }
}
