namespace TurtlGraph.Bundles;

/// <summary>A dictionary in the form a codec works with, for any number of threads at once. Dispose when no thread uses it any more.</summary>
internal sealed unsafe class CodecDictionary(NativeContext context) : IDisposable
{
    public void* Pointer => context.Pointer;

    public void Dispose() => context.Dispose();
}
