namespace TurtlGraph.Bundles.Tests;

/// <summary>A theory that needs the system's liblz4 and libzstd; skipped, and said to be, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CodecTheoryAttribute : TheoryAttribute
{
    public CodecTheoryAttribute() => Skip = SystemCodecs.WhyMissing;
}
