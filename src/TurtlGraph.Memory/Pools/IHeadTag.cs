namespace TurtlGraph.Memory;

/// <summary>How the head word of a <see cref="FreeStack{TTag, TGate}"/> changes when its top slot does.</summary>
internal interface IHeadTag
{
    /// <summary>The word for a new top slot, following on a previous word.</summary>
    static abstract long Word(uint slot, long previous);
}
