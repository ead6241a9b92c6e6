namespace TurtlGraph.Prediction;

/// <summary>A trajectory file cannot be understood. The message names the file, the line and what is wrong.</summary>
public sealed class TrajectoryFormatException : FormatException
{
    /// <summary>Creates the exception with a message that names the file, the line and the reason.</summary>
    public TrajectoryFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public TrajectoryFormatException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public TrajectoryFormatException() : base("A trajectory cannot be understood.") { }
}
