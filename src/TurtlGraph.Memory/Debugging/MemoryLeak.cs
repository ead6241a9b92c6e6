namespace TurtlGraph.Memory;

/// <summary>An allocation that was still live when its allocator was disposed.</summary>
/// <param name="Owner">Name of the allocator.</param>
/// <param name="Address">Start of the allocation.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Thread">Name or number of the thread that allocated it.</param>
/// <param name="Stack">Where it was allocated; empty when stacks are not kept.</param>
public sealed record MemoryLeak(string Owner, nint Address, long Bytes, string Thread, string Stack)
{
    /// <summary>The leak in words, with its stack on further lines.</summary>
    public override string ToString() =>
        $"'{Owner}' leaked {Bytes:N0} bytes at 0x{Address:x}, allocated by {Thread}{(Stack.Length == 0 ? "" : "\n" + Stack)}";
}
