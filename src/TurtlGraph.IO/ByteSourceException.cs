namespace TurtlGraph.IO;

/// <summary>A file of a byte source cannot be opened or used. The message says which file, why, and what to do.</summary>
public sealed class ByteSourceException : IOException
{
    /// <summary>Creates the exception with a message that names the file and the reason.</summary>
    public ByteSourceException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public ByteSourceException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public ByteSourceException() : base("A file of the byte source cannot be used.") { }
}
