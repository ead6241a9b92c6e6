using Xunit.Sdk;

namespace TurtlGraph.Memory.Tests;

/// <summary>
/// Makes a test fail if it leaks: allocators made with its options are guarded and report to its profile; when it is disposed,
/// after them, each allocation they still held is a failure that names its place. A test class holds one as
/// <c>using</c> variable or disposes it in its own <c>Dispose</c>.
/// </summary>
internal sealed class LeakCheck : IDisposable
{
    public MemoryProfile Profile { get; } = new();

    public MemoryGuards Guards { get; } = MemoryGuards.On;

    public NativeHeap Heap() => new(new NativeHeapOptions { Name = "test heap", Profile = Profile, Guards = Guards });

    public NativePool Pool(int slotBytes, int maxSlots = 1024) =>
        new(slotBytes, new NativePoolOptions { Name = "test pool", Profile = Profile, Guards = Guards, MaxSlots = maxSlots });

    public void Dispose()
    {
        if (Profile.Leaks.Count > 0)
        {
            throw new XunitException($"{Profile.Leaks.Count} leaks:\n{string.Join("\n", Profile.Leaks)}");
        }
    }
}
