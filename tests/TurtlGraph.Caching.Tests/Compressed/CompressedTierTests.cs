using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class CompressedTierTests : IDisposable
{
    private const int Capacity = 64 << 10;
    private readonly BrotliTierCodec _codec = new();
    private readonly CompressedTier _tier;

    public CompressedTierTests() => _tier = Make(_codec);

    private enum Verb
    {
        Add,
        Read,
        Remove,
    }

    public void Dispose() => _tier.Dispose();

    [Fact]
    public void Small_hot_data_is_kept_as_it_is_and_cold_data_compressed()
    {
        Assert.True(_tier.TryAdd(1, Text(1, 4_000), TierContent.Hot));
        Assert.Equal(4_032, _tier.Figures.StoredBytes);
        Assert.True(_tier.TryAdd(2, Text(2, 4_000), TierContent.Cold));
        Assert.InRange(_tier.Figures.StoredBytes, 4_100, 7_000);
        Assert.True(_tier.TryAdd(3, Text(3, 40_000), TierContent.Hot));
        Assert.InRange(_tier.Figures.StoredBytes, 4_200, 24_000);
        Assert.Equal(48_000, _tier.Figures.AssetBytes);
        AssertReads(1, 4_000);
        AssertReads(2, 4_000);
        AssertReads(3, 40_000);
    }

    [Fact]
    public void What_does_not_shrink_is_kept_as_it_is()
    {
        var noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        Assert.True(_tier.TryAdd(1, noise));
        Assert.Equal(10_048, _tier.Figures.StoredBytes);
        var read = new byte[10_000];
        Assert.Equal(TierRead.Ok, _tier.TryRead(1, read));
        Assert.Equal(noise, read);
    }

    [Fact]
    public void A_key_that_is_read_often_enough_should_be_promoted()
    {
        _tier.TryAdd(1, Text(1, 3_000));
        var read = new byte[3_000];
        Assert.Equal([TierRead.Ok, TierRead.Promote, TierRead.Promote], Enumerable.Range(0, 3).Select(_ => _tier.TryRead(1, read)));
        Assert.Equal((1, 3), (_tier.Figures.Promotions, _tier.Figures.Hits));
    }

    [Fact]
    public void A_wrong_length_reads_nothing_and_a_missing_key_is_a_miss()
    {
        _tier.TryAdd(1, Text(1, 3_000));
        Assert.Equal(3_000, _tier.LengthOf(1));
        Assert.Equal(-1, _tier.LengthOf(2));
        Assert.Equal(TierRead.WrongLength, _tier.TryRead(1, new byte[2_999]));
        Assert.Equal(TierRead.Miss, _tier.TryRead(2, new byte[3_000]));
    }

    [Fact]
    public void What_cannot_be_decoded_is_dropped_and_counted()
    {
        _tier.TryAdd(1, Text(1, 3_000));
        _codec.Poison = true;
        Assert.Equal(TierRead.Damaged, _tier.TryRead(1, new byte[3_000]));
        _codec.Poison = false;
        Assert.Equal(TierRead.Miss, _tier.TryRead(1, new byte[3_000]));
        Assert.Equal((0, 1L, 0L), (_tier.Figures.Assets, _tier.Figures.Damaged, _tier.Figures.StoredBytes));
    }

    [Fact]
    public void An_asset_larger_than_the_tier_is_refused_and_drops_nothing()
    {
        _tier.TryAdd(1, Text(1, 3_000));
        var noise = new byte[Capacity + 1];
        new Random(1).NextBytes(noise);
        Assert.False(_tier.TryAdd(2, noise));
        AssertReads(1, 3_000);
    }

    [Fact]
    public void Without_codecs_everything_is_kept_as_it_is()
    {
        using var plain = new CompressedTier(new CompressedTierOptions { CapacityBytes = Capacity });
        Assert.True(plain.TryAdd(1, Text(1, 3_000)));
        Assert.Equal(3_008, plain.Figures.StoredBytes);
    }

    [Fact]
    public void Any_sequence_gives_the_bytes_that_were_added_last_or_a_miss_and_stays_within_its_memory()
    {
        Gen<(Verb, int, int, TierContent)[]> cases = (
            from verb in Gen.Frequency((5, Gen.Constant(Verb.Add)), (4, Gen.Constant(Verb.Read)), (1, Gen.Constant(Verb.Remove)))
            from key in Gen.Choose(0, 30)
            from length in Gen.Choose(0, 12_000)
            from content in Gen.Elements(TierContent.Cold, TierContent.Hot, TierContent.TimeSensitive)
            select (verb, key, length, content)).ArrayOf().Resize(120);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(cases.ToArbitrary(), IsSound));
    }

    [Fact]
    public void Threads_that_add_read_and_remove_the_same_keys_never_get_wrong_bytes()
    {
        using CompressedTier tier = Make(new BrotliTierCodec());
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            for (int step = 0; step < 3_000; step++)
            {
                ulong key = (ulong)random.Next(20);
                int length = 500 + ((int)key * 300);
                switch (random.Next(4))
                {
                    case 0:
                        tier.TryAdd(key, Text(key, length), (TierContent)random.Next(3));
                        break;
                    case 1 when random.Next(4) == 0:
                        tier.Remove(key);
                        break;
                    default:
                        var read = new byte[length];
                        bool isRead = tier.TryRead(key, read) is TierRead.Ok or TierRead.Promote;
                        Interlocked.Add(ref wrong, isRead && !read.AsSpan().SequenceEqual(Text(key, length)) ? 1 : 0);
                        break;
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal((0, 0L), (wrong, tier.Figures.Damaged));
        for (ulong key = 0; key < 20; key++)
        {
            tier.Remove(key);
        }

        Assert.Equal((0, 0L, 0L), (tier.Figures.Assets, tier.Figures.AssetBytes, tier.Figures.StoredBytes));
    }

    private static CompressedTier Make(ITierCodec codec) => new(new CompressedTierOptions
    {
        CapacityBytes = Capacity,
        MaxAssets = 16,
        ColdCodec = codec,
        FastCodec = codec,
    });

    private static bool IsSound((Verb Verb, int Key, int Length, TierContent Content)[] steps)
    {
        using CompressedTier tier = Make(new BrotliTierCodec());
        var model = new Dictionary<int, byte[]>();
        foreach ((Verb verb, int key, int length, TierContent content) in steps)
        {
            switch (verb)
            {
                case Verb.Add:
                    byte[] bytes = Text((ulong)(key + length), length);
                    model[key] = bytes;
                    if (!tier.TryAdd((ulong)key, bytes, content))
                    {
                        return false;
                    }

                    break;
                case Verb.Remove:
                    tier.Remove((ulong)key);
                    model.Remove(key);
                    break;
                default:
                    int held = tier.LengthOf((ulong)key);
                    var read = new byte[Math.Max(held, 0)];
                    TierRead answer = tier.TryRead((ulong)key, read);
                    bool isRight = held < 0
                        ? answer == TierRead.Miss
                        : answer is TierRead.Ok or TierRead.Promote && model.TryGetValue(key, out byte[]? expected) && read.AsSpan().SequenceEqual(expected);
                    if (!isRight)
                    {
                        return false;
                    }

                    break;
            }

            if (tier.Figures.StoredBytes > Capacity || tier.Figures.Assets > 16)
            {
                return false;
            }
        }

        return true;
    }

    private void AssertReads(ulong key, int length)
    {
        var read = new byte[length];
        Assert.NotEqual(TierRead.Miss, _tier.TryRead(key, read));
        Assert.Equal(Text(key, length), read);
    }

    /// <summary>Bytes that shrink to about a quarter, and follow from key and length.</summary>
    private static byte[] Text(ulong key, int length)
    {
        var bytes = new byte[length];
        var random = new Random((int)key * 31 + length);
        for (int i = 0; i < length; i++)
        {
            bytes[i] = i % 8 < 2 ? (byte)random.Next(256) : (byte)key;
        }

        return bytes;
    }
}
