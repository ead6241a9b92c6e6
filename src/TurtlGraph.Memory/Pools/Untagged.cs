namespace TurtlGraph.Memory;

/// <summary>A head without a tag, which has the ABA fault. It exists so that a test can show the fault that <see cref="Tagged"/> removes.</summary>
internal readonly struct Untagged : IHeadTag
{
    public static long Word(uint slot, long previous) => slot;
}
