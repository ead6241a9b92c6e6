namespace TurtlGraph.Caching;

/// <summary>A folder holds something that is not a disk store, or one of a format this version does not know. The message says which file and what to do.</summary>
public sealed class StoreFormatException : IOException
{
    /// <summary>Creates the exception with a message.</summary>
    public StoreFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public StoreFormatException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public StoreFormatException() : base("The disk store cannot be used.") { }
}
