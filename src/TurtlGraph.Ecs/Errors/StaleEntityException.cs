namespace TurtlGraph.Ecs;

/// <summary>A handle names an entity that was destroyed, or one of another world.</summary>
public sealed class StaleEntityException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public StaleEntityException()
    {
    }

    /// <summary>Makes an exception that says what went wrong and what to do.</summary>
    public StaleEntityException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what went wrong and what caused it.</summary>
    public StaleEntityException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
