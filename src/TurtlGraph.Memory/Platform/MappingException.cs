namespace TurtlGraph.Memory;

/// <summary>The operating system refused an operation on memory pages; the message names it, its size and the reason.</summary>
public sealed class MappingException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public MappingException()
    {
    }

    /// <summary>Makes an exception that says what was refused and why.</summary>
    public MappingException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what was refused and what caused it.</summary>
    public MappingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
