namespace TurtlGraph.Memory.Tests;

public sealed unsafe class NativeHeapTests
{
    private readonly MemoryProfile _profile = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 64)]
    [InlineData(100, 64)]
    [InlineData(5000, 4096)]
    [InlineData(3 << 20, 2 << 20)]
    public void Blocks_are_aligned_and_wholly_usable(int bytes, int alignment)
    {
        foreach (var guards in new[] { MemoryGuards.Off, MemoryGuards.On })
        {
            using var heap = Heap(guards);
            var pointer = (byte*)heap.Allocate(bytes, alignment);
            Assert.Equal(0, (nint)pointer % alignment);
            new Span<byte>(pointer, bytes).Fill(1);
            heap.Free(pointer);
        }
    }

    [Fact]
    public void Live_blocks_keep_their_contents() => Law.HoldsForSteps(30, 200, steps =>
    {
        using var heap = Heap(MemoryGuards.Off);
        var live = new List<(nint Pointer, int Bytes, byte Mark)>();
        foreach (var step in steps)
        {
            if (step % 3 != 0 || live.Count == 0)
            {
                var block = (Pointer: (nint)heap.Allocate(1 + (step % 9000), 16 << (step % 4)), Bytes: 1 + (step % 9000), Mark: (byte)step);
                new Span<byte>((void*)block.Pointer, block.Bytes).Fill(block.Mark);
                live.Add(block);
            }
            else
            {
                var block = live[step % live.Count];
                live.Remove(block);
                Assert.Equal(-1, new Span<byte>((void*)block.Pointer, block.Bytes).IndexOfAnyExcept(block.Mark));
                heap.Free((void*)block.Pointer);
            }
        }

        live.ForEach(block => heap.Free((void*)block.Pointer));
    });

    [Fact]
    public void Sizes_and_alignments_that_make_no_sense_are_refused()
    {
        using var heap = Heap(MemoryGuards.Off);
        Assert.Throws<ArgumentOutOfRangeException>(() => heap.Allocate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => heap.Allocate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => heap.Allocate(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => heap.Allocate(1, 0));
        heap.Free(null);
    }

    [Fact]
    public void A_block_that_the_system_lacks_is_a_status_or_an_exception_with_its_size()
    {
        using var heap = Heap(MemoryGuards.Off);
        Assert.False(heap.TryAllocate(1L << 60, 64, out var none));
        Assert.True(none == null);
        Assert.False(heap.TryAllocate(long.MaxValue, 64, out _));
        var thrown = Assert.Throws<InsufficientMemoryException>(() => heap.Allocate(1L << 60));
        Assert.Contains((1L << 60).ToString("N0"), thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, MemoryFault.FrontGuard)]
    [InlineData(10, MemoryFault.BackGuard)]
    public void A_write_past_either_end_is_found(int offset, MemoryFault fault)
    {
        using var heap = Heap(MemoryGuards.On);
        var pointer = (byte*)heap.Allocate(10);
        pointer[offset]++;
        Assert.Equal(fault, Assert.Throws<MemoryCorruptionException>(() => heap.Free(pointer)).Fault);
    }

    [Fact]
    public void Double_and_foreign_frees_are_found()
    {
        using var heap = Heap(MemoryGuards.On);
        using var other = Heap(MemoryGuards.On);
        var pointer = heap.Allocate(10);
        Assert.Equal(MemoryFault.ForeignFree, Assert.Throws<MemoryCorruptionException>(() => other.Free(pointer)).Fault);
        heap.Free(pointer);
        Assert.Equal(MemoryFault.DoubleFree, Assert.Throws<MemoryCorruptionException>(() => heap.Free(pointer)).Fault);
    }

    [Fact]
    public void A_write_after_free_is_found_at_the_latest_when_the_heap_ends()
    {
        var heap = Heap(MemoryGuards.On);
        var pointer = (byte*)heap.Allocate(10);
        heap.Free(pointer);
        pointer[3] = 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(heap.Verify).Fault);
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(heap.Dispose).Fault);
        heap.Dispose();
    }

    [Fact]
    public void A_write_after_free_is_found_before_the_system_gets_the_block()
    {
        using var heap = Heap(MemoryGuards.On with { QuarantineBytes = 1000 });
        var pointer = (byte*)heap.Allocate(500);
        heap.Free(pointer);
        pointer[3] = 1;
        var thrown = Assert.Throws<MemoryCorruptionException>(() => heap.Free(heap.Allocate(500)));
        Assert.Equal((MemoryFault.UseAfterFree, (nint)pointer), (thrown.Fault, thrown.Address));
    }

    [Fact]
    public void A_leak_is_listed_when_the_heap_ends()
    {
        var heap = Heap(MemoryGuards.On);
        heap.Free(heap.Allocate(7));
        var leaked = heap.Allocate(11);
        heap.Dispose();
        Assert.Equal((11, (nint)leaked), (Assert.Single(_profile.Leaks).Bytes, _profile.Leaks[0].Address));
    }

    [Fact]
    public void Threads_may_allocate_and_free_each_others_blocks()
    {
        foreach (var guards in new[] { MemoryGuards.Off, MemoryGuards.On with { Stacks = false } })
        {
            using var heap = Heap(guards);
            using var ring = new BoundedRing<nint>(64);
            Threads.Run(4, seed =>
            {
                var random = new Random(seed);
                for (var i = 0; i < 2000; i++)
                {
                    var pointer = (nint)heap.Allocate(random.Next(1, 500));
                    if (!ring.TryEnqueue(pointer))
                    {
                        heap.Free((void*)pointer);
                    }

                    if (random.Next(2) == 0 && ring.TryDequeue(out var other))
                    {
                        heap.Free((void*)other);
                    }
                }
            });
            while (ring.TryDequeue(out var rest))
            {
                heap.Free((void*)rest);
            }

            heap.Verify();
        }

        Assert.Empty(_profile.Leaks);
    }

    private NativeHeap Heap(MemoryGuards guards) => new(new NativeHeapOptions { Name = "test", Profile = _profile, Guards = guards });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_heap_that_is_disposed_takes_nothing_back(bool counts)
    {
        var heap = new NativeHeap(new NativeHeapOptions { Profile = counts ? new MemoryProfile() : null, Guards = MemoryGuards.Off });
        var block = (byte*)heap.Allocate(100);
        heap.Dispose();
        Assert.Throws<ObjectDisposedException>(() => heap.Free(block));
        Assert.Throws<ObjectDisposedException>(() => heap.Allocate(100));
        block[99] = 1;
    }
}
