using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Memory.Tests;

public sealed unsafe class BlockCopyTests : IDisposable
{
    private const int Edge = 128;
    private const byte Untouched = 0xEE;

    private readonly byte[] _random = new byte[(1 << 20) + (4 * Edge)];
    private readonly byte* _source;
    private readonly byte* _destination;

    public BlockCopyTests()
    {
        new Random(7).NextBytes(_random);
        _source = (byte*)NativeMemory.AlignedAlloc((nuint)_random.Length, CacheLine.Size);
        _destination = (byte*)NativeMemory.AlignedAlloc((nuint)_random.Length, CacheLine.Size);
        _random.CopyTo(new Span<byte>(_source, _random.Length));
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_source);
        NativeMemory.AlignedFree(_destination);
    }

    [Fact]
    public void Every_size_up_to_4_KiB_is_copied_like_the_runtime_does_and_nothing_beside_it()
    {
        for (var bytes = 0; bytes <= 4096; bytes++)
        {
            Check(bytes, bytes % CacheLine.Size, bytes * 7 % CacheLine.Size, (from, to, count) => BlockCopy.Copy(from, to, count));
        }
    }

    [Fact]
    public void Every_size_up_to_4_KiB_is_copied_past_the_caches_like_the_runtime_does()
    {
        if (!CanStream)
        {
            Assert.Equal(long.MaxValue, BlockCopy.LargeBytes);
            return;
        }

        for (var bytes = BlockCopy.StreamLeast; bytes <= 4096; bytes++)
        {
            Check(bytes, bytes * 3 % CacheLine.Size, bytes * 11 % CacheLine.Size, BlockCopy.CopyPastCaches);
        }
    }

    [Theory]
    [InlineData(BlockCopy.StreamLeast)]
    [InlineData(BlockCopy.StreamLeast + 1)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Every_alignment_is_copied_past_the_caches_like_the_runtime_does(int bytes)
    {
        if (!CanStream)
        {
            return;
        }

        for (var from = 0; from < CacheLine.Size; from++)
        {
            for (var to = 0; to < CacheLine.Size; to++)
            {
                Check(bytes, from, to, BlockCopy.CopyPastCaches);
            }
        }
    }

    [Theory]
    [InlineData((64 << 10) - 1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(1 << 20)]
    public void Cold_blocks_on_both_sides_of_the_crossover_are_copied_like_the_runtime_does(int bytes) =>
        Check(bytes, 5, 9, (from, to, count) => BlockCopy.Copy(from, to, count, CopyUse.ReadLater));

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void Blocks_that_overlap_are_copied_as_if_by_way_of_a_third_place(int shift)
    {
        const int bytes = 200_000;
        var up = _random.AsSpan(0, bytes).ToArray();
        BlockCopy.Copy(_source, _source + shift, bytes, CopyUse.ReadLater);
        Assert.True(new Span<byte>(_source + shift, bytes).SequenceEqual(up));

        var down = new Span<byte>(_source + shift, bytes).ToArray();
        BlockCopy.Copy(_source + shift, _source, bytes, CopyUse.ReadLater);
        Assert.True(new Span<byte>(_source, bytes).SequenceEqual(down));
    }

    [Fact]
    public void A_block_copied_to_itself_is_unchanged()
    {
        BlockCopy.Copy(_source, _source, 1 << 20, CopyUse.ReadLater);
        Assert.True(new Span<byte>(_source, _random.Length).SequenceEqual(_random));
    }

    [Fact]
    public void Nothing_may_be_copied_from_nowhere()
    {
        BlockCopy.Copy(null, null, 0);
        BlockCopy.CopyInParallel(null, null, 0, 2);
    }

    [Fact]
    public void Sizes_below_zero_and_teams_of_nobody_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockCopy.Copy(_source, _destination, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockCopy.CopyInParallel(_source, _destination, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockCopy.CopyInParallel(_source, _destination, 1, 0));
    }

    [Fact]
    public void Copies_allocate_nothing_on_the_managed_heap()
    {
        BlockCopy.Copy(_source, _destination, 1 << 20, CopyUse.ReadLater);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BlockCopy.Copy(_source, _destination, 1 << 20, CopyUse.ReadLater);
        BlockCopy.Copy(_source, _destination, 1 << 20);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool CanStream => Vector256.IsHardwareAccelerated && Sse.IsSupported;

    private delegate void CopyMethod(byte* source, byte* destination, long bytes);

    /// <summary>The copy against the plain contents, with untouched bytes in front of it and behind.</summary>
    private void Check(int bytes, int fromOffset, int toOffset, CopyMethod copy)
    {
        var room = new Span<byte>(_destination, bytes + (3 * Edge));
        room.Fill(Untouched);
        copy(_source + fromOffset, _destination + Edge + toOffset, bytes);
        Assert.True(room.Slice(Edge + toOffset, bytes).SequenceEqual(_random.AsSpan(fromOffset, bytes)), $"{bytes} bytes from {fromOffset} to {toOffset} differ.");
        Assert.Equal(-1, room[..(Edge + toOffset)].IndexOfAnyExcept(Untouched));
        Assert.Equal(-1, room[(Edge + toOffset + bytes)..].IndexOfAnyExcept(Untouched));
    }
}
