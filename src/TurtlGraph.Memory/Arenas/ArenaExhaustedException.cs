namespace TurtlGraph.Memory;

/// <summary>An allocator was asked for more than its reserved range can still give.</summary>
public sealed class ArenaExhaustedException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public ArenaExhaustedException()
    {
    }

    /// <summary>Makes an exception that says how much was asked for and how much there is.</summary>
    public ArenaExhaustedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says how much was asked for and what caused it.</summary>
    public ArenaExhaustedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
