using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A test that needs the system's liblz4; skipped, and said to be, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CodecFactAttribute : FactAttribute
{
    public CodecFactAttribute() => Skip = CodecRegistry.Default.TryGet(CodecId.Lz4, out _) ? null : "liblz4 is not installed.";
}
