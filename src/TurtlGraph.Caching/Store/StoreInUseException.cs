namespace TurtlGraph.Caching;

/// <summary>Another process, or another <see cref="DiskStore"/> of this one, has the store open. One writer at a time is allowed.</summary>
public sealed class StoreInUseException : IOException
{
    /// <summary>Creates the exception for the store in <paramref name="folder"/>, which <paramref name="owner"/> has open.</summary>
    public StoreInUseException(string folder, string owner, Exception? innerException = null)
        : base($"The disk store in '{folder}' is in use by {owner}. A store has one writer: close it there, or give this one a folder of its own.", innerException)
    {
        Folder = folder;
    }

    /// <summary>Creates the exception with a message.</summary>
    public StoreInUseException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public StoreInUseException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public StoreInUseException() : base("The disk store is in use.") { }

    /// <summary>The folder of the store.</summary>
    public string Folder { get; } = "";
}
