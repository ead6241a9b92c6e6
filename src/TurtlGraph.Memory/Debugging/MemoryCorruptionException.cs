namespace TurtlGraph.Memory;

/// <summary>A fault in the use of memory was found; the message names the allocator, the address, and who allocated and freed it.</summary>
public sealed class MemoryCorruptionException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public MemoryCorruptionException()
    {
    }

    /// <summary>Makes an exception that says what was found.</summary>
    public MemoryCorruptionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what was found and what caused it.</summary>
    public MemoryCorruptionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal MemoryCorruptionException(MemoryFault fault, nint address, long bytes, string message)
        : base(message)
    {
        Fault = fault;
        Address = address;
        Bytes = bytes;
    }

    /// <summary>The kind of fault.</summary>
    public MemoryFault Fault { get; }

    /// <summary>Start of the allocation, as it was handed out (of a foreign free: the pointer that was given).</summary>
    public nint Address { get; }

    /// <summary>Size of the allocation in bytes; 0 when it is not known.</summary>
    public long Bytes { get; }
}
