using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class Blake3Tests
{
    private static readonly Blake3Vectors Vectors = Blake3Vectors.Load();

    [Fact]
    public void All_35_official_vectors_are_there() => Assert.Equal(35, Vectors.Cases.Count);

    [Fact]
    public void Hashing_matches_the_official_vectors_in_both_lengths()
    {
        foreach (Blake3Vectors.Case vector in Vectors.Cases)
        {
            var extended = new byte[vector.Hash.Length];
            Blake3.Hash(vector.Input, extended);
            Assert.Equal(vector.Hash, extended);
            Assert.Equal(new Hash256(vector.Hash.AsSpan(0, 32)), Blake3.Hash(vector.Input));
        }
    }

    [Fact]
    public void Keyed_hashing_matches_the_official_vectors()
    {
        foreach (Blake3Vectors.Case vector in Vectors.Cases)
        {
            var digest = new byte[vector.KeyedHash.Length];
            Blake3.KeyedHash(Vectors.Key, vector.Input, digest);
            Assert.Equal(vector.KeyedHash, digest);
        }
    }

    [Fact]
    public void Key_derivation_matches_the_official_vectors()
    {
        foreach (Blake3Vectors.Case vector in Vectors.Cases)
        {
            var derived = new byte[vector.DeriveKey.Length];
            Blake3.DeriveKey(Vectors.Context, vector.Input, derived);
            Assert.Equal(vector.DeriveKey, derived);
        }
    }

    [Fact]
    public void Every_vector_width_this_machine_has_matches_the_official_vectors()
    {
        foreach (Blake3Width width in Enum.GetValues<Blake3Width>().Where(Blake3Wide.IsSupported))
        {
            foreach (Blake3Vectors.Case vector in Vectors.Cases)
            {
                var digest = new byte[vector.Hash.Length];
                Blake3.Hash(vector.Input, digest, width);
                Assert.Equal(vector.Hash, digest);
            }
        }
    }

    [Fact]
    public void Every_vector_width_gives_the_digest_of_the_scalar_twin_at_every_length_of_chunks()
    {
        var random = new Random(7);
        var input = new byte[70 * 1024];
        random.NextBytes(input);
        for (int chunks = 0; chunks < 70; chunks++)
        {
            ReadOnlySpan<byte> part = input.AsSpan(0, Math.Min(input.Length, (chunks * 1024) + random.Next(1024)));
            var expected = new byte[32];
            Blake3.Hash(part, expected, Blake3Width.Scalar);
            foreach (Blake3Width width in Enum.GetValues<Blake3Width>().Where(Blake3Wide.IsSupported))
            {
                var actual = new byte[32];
                Blake3.Hash(part, actual, width);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Input_in_pieces_of_any_size_gives_the_digest_of_the_whole()
    {
        var law = Prop.ForAll(
            Gen.Choose(0, 300_000).ToArbitrary(),
            Gen.ListOf(Gen.Choose(0, 50_000)).ToArbitrary(),
            (length, cuts) =>
            {
                byte[] input = Blake3Vectors.Input(length);
                var hasher = new Blake3Hasher();
                int at = 0;
                foreach (int cut in cuts)
                {
                    int take = Math.Min(cut, length - at);
                    hasher.Update(input.AsSpan(at, take));
                    at += take;
                }

                hasher.Update(input.AsSpan(at));
                return hasher.Finish() == Blake3.Hash(input) && hasher.Length == (ulong)length;
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), law);
    }

    [Fact]
    public void A_keyed_and_a_deriving_hasher_match_the_official_vectors_and_can_be_reset()
    {
        Blake3Hasher keyed = Blake3Hasher.CreateKeyed(Vectors.Key);
        Blake3Hasher deriving = Blake3Hasher.CreateDeriveKey(Vectors.Context);
        foreach (Blake3Vectors.Case vector in Vectors.Cases)
        {
            keyed.Reset();
            deriving.Reset();
            foreach (byte[] piece in vector.Input.Chunk(777))
            {
                keyed.Update(piece);
                deriving.Update(piece);
            }

            Assert.Equal(new Hash256(vector.KeyedHash.AsSpan(0, 32)), keyed.Finish());
            Assert.Equal(new Hash256(vector.DeriveKey.AsSpan(0, 32)), deriving.Finish());
        }
    }

    [Fact]
    public void Input_may_go_on_after_a_digest_was_taken()
    {
        byte[] input = Blake3Vectors.Input(5000);
        var hasher = new Blake3Hasher();
        hasher.Update(input.AsSpan(0, 2048));
        Assert.Equal(Blake3.Hash(input.AsSpan(0, 2048)), hasher.Finish());
        hasher.Update(input.AsSpan(2048));
        Assert.Equal(Blake3.Hash(input), hasher.Finish());
    }

    [Fact]
    public unsafe void Block_chaining_values_reduce_to_the_hash_of_the_whole()
    {
        Blake3Mode mode = Blake3Mode.Plain;
        foreach (int blockSize in new[] { 1024, 4096, 65536 })
        {
            foreach (int length in new[] { blockSize + 1, (2 * blockSize) - 1, 2 * blockSize, (3 * blockSize) + 5, 300_000 })
            {
                byte[] input = Blake3Vectors.Input(length);
                byte[][] blocks = [.. input.Chunk(blockSize)];
                var values = new Hash256[blocks.Length];
                fixed (Hash256* start = values)
                {
                    for (int i = 0; i < blocks.Length; i++)
                    {
                        Blake3Tree.Subtree(blocks[i], (ulong)(i * (blockSize / 1024)), in mode, (uint*)(start + i), Blake3Wide.Best);
                    }

                    var digest = new byte[32];
                    Blake3Tree.RootOf((uint*)start, values.Length, in mode, Blake3Wide.Best).WriteRoot(digest);
                    Assert.Equal(Blake3.Hash(input), new Hash256(digest));
                }
            }
        }
    }

    [Fact]
    public unsafe void One_compression_by_rows_gives_all_sixteen_words_of_the_scalar_twin()
    {
        var random = new Random(5);
        uint* message = stackalloc uint[16];
        uint* rows = stackalloc uint[16];
        uint* scalar = stackalloc uint[16];
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(new Span<byte>(message, 64));
            random.NextBytes(new Span<byte>(rows, 32));
            new Span<byte>(rows, 32).CopyTo(new Span<byte>(scalar, 32));
            ulong counter = (ulong)random.NextInt64();
            uint length = (uint)random.Next(65);
            uint flags = (uint)random.Next(128);
            Blake3Row.Compress(rows, message, counter, length, flags, rows + 8);
            Blake3Kernel<ScalarLanes, uint>.Compress(scalar, message, (uint)counter, (uint)(counter >> 32), length, flags, scalar + 8);
            Assert.Equal(new Span<uint>(scalar, 16).ToArray(), new Span<uint>(rows, 16).ToArray());
        }
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        byte[] input = Blake3Vectors.Input(100_000);
        var digest = new byte[32];
        Blake3.Hash(input, digest);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Blake3.Hash(input, digest);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_key_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => Blake3.KeyedHash(new byte[31], [], new byte[32]));
}
