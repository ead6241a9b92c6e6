namespace TurtlGraph.Bundles;

/// <summary>A bundle cannot be packed or extracted. The message names the file or asset and says why; no half-made file is left.</summary>
public sealed class PackException : IOException
{
    /// <summary>Creates the exception for a file or asset.</summary>
    /// <param name="subject">The file or asset.</param>
    /// <param name="reason">Why it cannot be done.</param>
    public PackException(string subject, string reason) : base($"'{subject}': {reason}.")
    {
        Subject = subject;
        Reason = reason;
    }

    /// <summary>Creates the exception for a file or asset and the error that caused it.</summary>
    public PackException(string subject, string reason, Exception innerException)
        : base($"'{subject}': {reason}.", innerException)
    {
        Subject = subject;
        Reason = reason;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public PackException(string message) : base(message) => Reason = message;

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public PackException(string message, Exception innerException) : base(message, innerException) => Reason = message;

    /// <summary>Creates the exception with a general message.</summary>
    public PackException() : this("The bundle cannot be packed.") { }

    /// <summary>The file or asset it is about; empty when there is none.</summary>
    public string Subject { get; } = "";

    /// <summary>Why, without the subject.</summary>
    public string Reason { get; }
}
