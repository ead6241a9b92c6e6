namespace TurtlGraph.Memory;

/// <summary>Nothing happens at the gate.</summary>
internal readonly struct NoGate : IStackGate
{
    public static void BeforeExchange()
    {
    }
}
