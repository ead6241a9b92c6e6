namespace TurtlGraph.Memory;

/// <summary>A place in <see cref="FreeStack{TTag, TGate}"/> where a test may let other threads run.</summary>
internal interface IStackGate
{
    /// <summary>A pop has read the head and what lies under it, and is about to exchange the head.</summary>
    static abstract void BeforeExchange();
}
