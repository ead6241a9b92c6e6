namespace TurtlGraph.Caching.Tests;

public sealed class StoreIndexTests
{
    [Fact]
    public void It_answers_as_a_dictionary_does()
    {
        var random = new Random(5);
        var index = new StoreIndex();
        var model = new Dictionary<StoreKey, Place>();
        for (int step = 0; step < 200_000; step++)
        {
            // Grows for the first half, shrinks in the second.
            bool removes = random.Next(10) < (step < 100_000 ? 3 : 7);
            var key = new StoreKey((ulong)random.Next(3), (ulong)random.Next(30_000));
            if (removes)
            {
                Place expected = model.GetValueOrDefault(key);
                Assert.Equal(expected, index.Remove(key, Place.None));
                model.Remove(key);
            }
            else
            {
                Place place = Place.Of(random.Next(100), 64L * random.Next(1, 1000), 64L * random.Next(1, 1000));
                Assert.Equal(model.GetValueOrDefault(key), index.Set(key, place));
                model[key] = place;
            }
        }

        Assert.Equal(model.Count, index.Count);
        for (ulong high = 0; high < 3; high++)
        {
            for (ulong low = 0; low < 30_000; low++)
            {
                var key = new StoreKey(high, low);
                Assert.Equal(model.GetValueOrDefault(key), index.Find(key));
            }
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public void A_key_takes_at_most_32_bytes_while_it_grows_and_while_it_shrinks(int keys)
    {
        var index = new StoreIndex();
        for (int i = 0; i < keys; i++)
        {
            index.Set(new StoreKey(7, (ulong)i), Place.Of(i % 16, 64, 64));
            if (i >= 50_000 && i % 10_000 == 0)
            {
                Assert.InRange(index.Bytes / (double)index.Count, 24, 32);
            }
        }

        Assert.InRange(index.Bytes / (double)index.Count, 24, 32);
        for (int segment = 0; segment < 12; segment++)
        {
            Assert.NotEmpty(index.RemoveSegment(segment));
            if (index.Count >= 50_000)
            {
                Assert.InRange(index.Bytes / (double)index.Count, 24, 32);
            }
        }
    }

    [Fact]
    public void A_place_keeps_its_parts()
    {
        Place place = Place.Of(Place.MostSegments, Place.MostSegmentBytes - 64, Place.MostRecordBytes).WithHeat(11).WithOlder(true);
        Assert.Equal(Place.MostSegments, place.Segment);
        Assert.Equal(Place.MostSegmentBytes - 64, place.Offset);
        Assert.Equal(Place.MostRecordBytes, place.Length);
        Assert.Equal(11, place.Heat);
        Assert.True(place.HasOlder);
        Assert.Equal(3, place.WithHeat(3).Heat);
        Assert.False(place.WithOlder(false).HasOlder);
        Assert.True(place.IsSameAs(place.WithHeat(0).WithOlder(false)));
    }

    [Fact]
    public async Task Finding_beside_changes_sees_a_key_that_stays_at_a_place_it_had()
    {
        var index = new StoreIndex();
        var stay = new StoreKey(1, 1);
        index.Set(stay, Place.Of(1, 64, 64));
        using var done = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            int wrong = 0;
            while (!done.IsCancellationRequested)
            {
                Place place = index.Find(stay, heat: 1);
                wrong += place.Segment is 1 or 2 && place.Offset == 64 ? 0 : 1;
            }

            return wrong;
        }))];
        for (int i = 0; i < 200_000; i++)
        {
            index.Set(new StoreKey(9, (ulong)(i % 5000)), Place.Of(3, 64, 64));
            if (i % 3 == 0)
            {
                index.Remove(new StoreKey(9, (ulong)(i * 7 % 5000)), Place.None);
            }

            index.Set(stay, Place.Of(1 + (i & 1), 64, 64));
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), wrong => Assert.Equal(0, wrong));
    }
}
