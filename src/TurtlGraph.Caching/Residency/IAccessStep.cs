namespace TurtlGraph.Caching;

/// <summary>Called before an access to memory that threads share; a struct type parameter, so that the JIT inlines it away.</summary>
internal interface IAccessStep
{
    void Next();
}

/// <summary>Does nothing.</summary>
internal readonly struct NoStep : IAccessStep
{
    public void Next() { }
}
