namespace TurtlGraph.Memory.Tests;

public unsafe class LeakReportTests
{
    [Fact]
    public void A_guarded_process_that_leaks_says_so_when_it_ends()
    {
        var (code, output) = ChildProgram.Run(guarded: true, "leak", "forgotten");

        Assert.Equal(0, code);
        Assert.Contains("'textures' leaked 1,234 bytes", output, StringComparison.Ordinal);
        Assert.Contains(nameof(Leak), output, StringComparison.Ordinal);
        Assert.Contains("1 allocations with 1,234 bytes were not freed.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "freed")]
    [InlineData(false, "forgotten")]
    public void Nothing_is_written_without_a_leak_or_without_guards(bool guarded, string end) =>
        Assert.Equal((0, ""), ChildProgram.Run(guarded, "leak", end));

    internal static int Leak(bool isFreed)
    {
        var heap = new NativeHeap(new NativeHeapOptions { Name = "textures" });
        var block = heap.Allocate(1234);
        if (isFreed)
        {
            heap.Free(block);
        }

        return 0;
    }
}
