namespace TurtlGraph.IO.Tests;

/// <summary>Counts the allocations of the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationsRunAlone;

[Collection(nameof(AllocationTests))]
public sealed unsafe class AllocationTests
{
    [Fact]
    public void A_read_of_a_warm_pread_source_allocates_nothing_on_any_thread()
    {
        using var folder = new TemporaryFolder();
        using var source = new PreadByteSource(new PreadOptions { Workers = 2, QueueDepth = 16 });
        AssertNoAllocation(source, folder.Write("a.bin", TestContent.Make(100_000, 1)), static () => { });
    }

    [Fact]
    public void A_read_of_a_warm_memory_source_allocates_nothing()
    {
        var files = new MemoryFiles();
        files.Add("a.bin", TestContent.Make(100_000, 1));
        using var source = new MemoryByteSource(files, 16);
        AssertNoAllocation(source, "a.bin", static () => { });
    }

    [Fact]
    public void A_read_of_a_warm_simulated_source_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        var clock = new VirtualClock();
        using var source = new SimulatedByteSource(new DeviceModel { QueueDepth = 16 }, clock);
        AssertNoAllocation(source, folder.Write("a.bin", TestContent.Make(100_000, 1)), () => clock.Advance(1e-3));
    }

    [UringFact]
    public void A_read_of_a_warm_ring_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new UringByteSource(new UringOptions { QueueDepth = 16, Direct = true });
        AssertNoAllocation(source, folder.Write("a.bin", TestContent.Make(100_000, 1)), static () => { });
    }

    [Theory]
    [InlineData(ByteSourceKind.Automatic)]
    [InlineData(ByteSourceKind.Uring)]
    [InlineData(ByteSourceKind.Pread)]
    [InlineData(ByteSourceKind.Mapped)]
    public void A_read_of_the_chosen_source_allocates_nothing(ByteSourceKind kind)
    {
        using var folder = new TemporaryFolder();
        using IByteSource source = ByteSources.Open(new ByteSourceOptions { Kind = kind, QueueDepth = 16 });
        AssertNoAllocation(source, folder.Write("a.bin", TestContent.Make(100_000, 1)), static () => { });
    }

    private static void AssertNoAllocation(IByteSource source, string path, Action letTimePass)
    {
        int file = source.AddFile(path);
        using var buffer = new NativeBuffer(16 * 1_000);
        var requests = new ReadRequest[16];
        var completions = new ReadCompletion[16];
        void Round()
        {
            for (int i = 0; i < requests.Length; i++)
            {
                requests[i] = ByteSourceConformance.Read((ulong)i, file, i * 5_000, 1_000, buffer.Pointer + (i * 1_000), i);
            }

            int open = source.Submit(requests);
            source.Cancel(15);
            while (open > 0)
            {
                letTimePass();
                source.WaitForCompletion(5);
                open -= source.Poll(completions);
            }
        }

        // Tiered compilation and the runtime's own threads allocate now and then: the code does so at every round.
        const int Rounds = 200;
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int round = 0; round < Rounds; round++)
            {
                Round();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least < Rounds, $"{least} bytes were allocated in {Rounds} rounds of 16 reads");
    }
}
