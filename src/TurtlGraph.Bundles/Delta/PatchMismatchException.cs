namespace TurtlGraph.Bundles;

/// <summary>A sound patch does not fit the bundle it is applied to. Nothing was changed; the message says what to do.</summary>
public sealed class PatchMismatchException : IOException
{
    /// <summary>Creates the exception for a patch and a bundle.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="reason">Why they do not fit, and what to do.</param>
    public PatchMismatchException(string patch, string bundle, string reason)
        : base($"'{patch}' cannot be applied to '{bundle}': {reason}.")
    {
        Patch = patch;
        Bundle = bundle;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public PatchMismatchException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public PatchMismatchException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public PatchMismatchException() : this("The patch does not fit the bundle.") { }

    /// <summary>The patch.</summary>
    public string Patch { get; } = "";

    /// <summary>The bundle.</summary>
    public string Bundle { get; } = "";
}
