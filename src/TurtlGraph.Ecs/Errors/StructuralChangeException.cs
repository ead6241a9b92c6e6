namespace TurtlGraph.Ecs;

/// <summary>The world changed its structure while a query was being iterated.</summary>
public sealed class StructuralChangeException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public StructuralChangeException()
    {
    }

    /// <summary>Makes an exception that says what went wrong and what to do.</summary>
    public StructuralChangeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what went wrong and what caused it.</summary>
    public StructuralChangeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
