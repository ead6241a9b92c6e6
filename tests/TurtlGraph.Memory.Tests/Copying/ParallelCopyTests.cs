using System.Runtime.InteropServices;

namespace TurtlGraph.Memory.Tests;

public sealed unsafe class ParallelCopyTests
{
    private const int Bytes = (20 << 20) + 12_345;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void Large_blocks_are_copied_whole_by_any_number_of_threads(int threads)
    {
        var source = (byte*)NativeMemory.Alloc(Bytes);
        var destination = (byte*)NativeMemory.Alloc(Bytes + 2);
        new Random(3).NextBytes(new Span<byte>(source, Bytes));
        destination[0] = destination[Bytes + 1] = 0xEE;
        BlockCopy.CopyInParallel(source, destination + 1, Bytes, threads);
        Assert.True(new Span<byte>(source, Bytes).SequenceEqual(new Span<byte>(destination + 1, Bytes)));
        Assert.Equal(0xEE, destination[0]);
        Assert.Equal(0xEE, destination[Bytes + 1]);
        NativeMemory.Free(source);
        NativeMemory.Free(destination);
    }

    [Fact]
    public void Large_blocks_that_overlap_are_copied_as_if_by_way_of_a_third_place()
    {
        var block = (byte*)NativeMemory.Alloc(Bytes + 1000);
        new Random(4).NextBytes(new Span<byte>(block, Bytes + 1000));
        var expected = new Span<byte>(block, Bytes).ToArray();
        BlockCopy.CopyInParallel(block, block + 1000, Bytes, 2);
        Assert.True(new Span<byte>(block + 1000, Bytes).SequenceEqual(expected));
        NativeMemory.Free(block);
    }

    [Fact]
    public void Each_piece_is_done_once_and_the_last_one_is_cut()
    {
        var team = new CountingTeam(bytes: 1001, pieceBytes: 100);
        team.Run(threads: 4);
        Assert.Equal(1001, team.Counts.Length);
        Assert.All(team.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Who_joins_when_all_is_done_finds_nothing_to_do()
    {
        var team = new CountingTeam(bytes: 1000, pieceBytes: 100);
        team.Run(threads: 1);
        team.Execute();
        Assert.All(team.Counts, count => Assert.Equal(1, count));
    }

    private sealed class CountingTeam(int bytes, int pieceBytes) : BlockTeam(bytes, pieceBytes)
    {
        public int[] Counts { get; } = new int[bytes];

        protected override void Work(long start, long count)
        {
            for (var i = start; i < start + count; i++)
            {
                Interlocked.Increment(ref Counts[i]);
            }
        }
    }
}
