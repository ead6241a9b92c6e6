using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles.Tests;

public sealed unsafe class Blake3BatchTests
{
    private static readonly Blake3Width[] Widths = [.. Enum.GetValues<Blake3Width>().Where(Blake3Wide.IsSupported)];

    [Fact]
    public void The_official_vectors_come_out_side_by_side_at_every_width()
    {
        Blake3Vectors vectors = Blake3Vectors.Load();
        byte[][] inputs = [.. vectors.Cases.Select(vector => vector.Input.ToArray())];
        foreach (Blake3Width width in Widths)
        {
            Hash256[] digests = HashMany(inputs, width);
            Assert.Equal(vectors.Cases.Select(vector => new Hash256(vector.Hash.AsSpan(0, 32))), digests);
        }
    }

    [Fact]
    public void Every_length_to_three_chunks_gives_the_digest_it_has_alone()
    {
        byte[][] inputs = [.. Enumerable.Range(0, 3100).Select(length => Samples.Noise(length, length))];
        Hash256[] expected = [.. inputs.Select(input => Blake3.Hash(input))];
        foreach (Blake3Width width in Widths)
        {
            Assert.Equal(expected, HashMany(inputs, width));
        }
    }

    [Fact]
    public void Any_mixture_of_lengths_gives_the_digests_they_have_alone()
    {
        var random = new Random(5);
        for (int run = 0; run < 60; run++)
        {
            int most = 1 << random.Next(1, 18);
            byte[][] inputs = [.. Enumerable.Range(0, random.Next(40)).Select(i => Samples.Noise(random.Next(most), (run * 100) + i))];
            Hash256[] expected = [.. inputs.Select(input => Blake3.Hash(input))];
            Assert.Equal(expected, HashMany(inputs, Widths[run % Widths.Length]));
        }
    }

    [Fact]
    public void As_many_digests_as_inputs_are_wanted()
    {
        Assert.Throws<ArgumentException>(() => Blake3.HashMany(new Blake3Input[2], new Hash256[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake3.HashMany([new Blake3Input(null, -1)], new Hash256[1]));
    }

    [Fact]
    public void Hashing_many_allocates_nothing()
    {
        byte* memory = (byte*)NativeMemory.AllocZeroed(100_000);
        var inputs = new Blake3Input[20];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new Blake3Input(memory + (i * 3000), i * 250);
        }

        var digests = new Hash256[inputs.Length];
        Blake3.HashMany(inputs, digests);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Blake3.HashMany(inputs, digests);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        NativeMemory.Free(memory);
    }

    private static Hash256[] HashMany(byte[][] contents, Blake3Width width)
    {
        GCHandle[] pins = [.. contents.Select(content => GCHandle.Alloc(content, GCHandleType.Pinned))];
        var inputs = new Blake3Input[contents.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new Blake3Input((byte*)pins[i].AddrOfPinnedObject(), contents[i].Length);
        }

        var digests = new Hash256[contents.Length];
        Blake3.HashMany(inputs, digests, width);
        Array.ForEach(pins, pin => pin.Free());
        return digests;
    }
}
