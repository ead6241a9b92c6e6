namespace TurtlGraph.Ecs;

/// <summary>The process or an archetype uses more component types or bytes than a world can hold.</summary>
public sealed class TooManyComponentsException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public TooManyComponentsException()
    {
    }

    /// <summary>Makes an exception that says what went wrong and what to do.</summary>
    public TooManyComponentsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what went wrong and what caused it.</summary>
    public TooManyComponentsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
