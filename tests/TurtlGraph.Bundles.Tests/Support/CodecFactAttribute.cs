namespace TurtlGraph.Bundles.Tests;

/// <summary>A test that needs the system's liblz4 and libzstd; skipped, and said to be, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CodecFactAttribute : FactAttribute
{
    public CodecFactAttribute() => Skip = SystemCodecs.WhyMissing;
}
