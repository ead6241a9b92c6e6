namespace TurtlGraph.Ecs;

/// <summary>An entity, or the chunk of an archetype, does not have the component it was asked for.</summary>
public sealed class MissingComponentException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public MissingComponentException()
    {
    }

    /// <summary>Makes an exception that says what went wrong and what to do.</summary>
    public MissingComponentException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what went wrong and what caused it.</summary>
    public MissingComponentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
