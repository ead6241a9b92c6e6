namespace TurtlGraph.Caching.Tests;

/// <summary>Readers race with the writer. A slot's low part names its key, so a slot of another key is seen at once.</summary>
public sealed class ResidencyTableConcurrencyTests
{
    private const int Keys = 97;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 200)]
    public void A_reader_never_gets_a_slot_of_another_key(int seed, int capacity)
    {
        using var table = new ResidencyTable(capacity);
        int stop = 0;
        long wrong = 0;
        long hits = 0;
        void Read(object? readerSeed)
        {
            var random = new Random((int)readerSeed!);
            long found = 0;
            while (Volatile.Read(ref stop) == 0)
            {
                int key = random.Next(Keys);
                if (table.TryFind(KeyOf(key), out int slot))
                {
                    found++;
                    if (slot % Keys != key)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            }

            Interlocked.Add(ref hits, found);
        }

        Thread[] readers = [new(Read), new(Read), new(Read)];
        for (int i = 0; i < readers.Length; i++)
        {
            readers[i].Start(seed * 10 + i);
        }

        var writing = new Random(seed);
        for (int step = 0; step < 400_000; step++)
        {
            int key = writing.Next(Keys);
            if (writing.Next(2) == 0)
            {
                table.Set(KeyOf(key), (writing.Next(1_000_000) * Keys) + key);
            }
            else
            {
                table.Remove(KeyOf(key));
            }
        }

        Volatile.Write(ref stop, 1);
        Assert.All(readers, reader => Assert.True(reader.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(0, wrong);
        Assert.True(hits > 0);
    }

    [Fact]
    public void A_key_that_stays_is_always_found_while_others_come_go_and_the_table_grows()
    {
        const int Staying = 64;
        using var table = new ResidencyTable(4);
        for (int key = 0; key < Staying; key++)
        {
            table.Set(KeyOf(key), key);
        }

        int stop = 0;
        long missed = 0;
        void Read()
        {
            for (int key = 0; Volatile.Read(ref stop) == 0; key = (key + 1) % Staying)
            {
                if (!table.TryFind(KeyOf(key), out int slot) || slot != key)
                {
                    Interlocked.Increment(ref missed);
                }
            }
        }

        Thread[] readers = [new(Read), new(Read)];
        foreach (Thread reader in readers)
        {
            reader.Start();
        }

        // The population swells over several growths, then moves entries of long runs to and fro.
        var random = new Random(3);
        int range = 8;
        for (int step = 0; step < 600_000; step++)
        {
            int key = Staying + random.Next(range);
            if (random.Next(2) == 0)
            {
                table.Set(KeyOf(key), key);
            }
            else
            {
                table.Remove(KeyOf(key));
            }

            range = step % 20_000 == 0 && range < 20_000 ? range * 2 : range;
        }

        Volatile.Write(ref stop, 1);
        Assert.All(readers, reader => Assert.True(reader.Join(TimeSpan.FromSeconds(30))));
        Assert.Equal(0, missed);
    }

    private static ulong KeyOf(int key) => (ulong)key * 0x9E3779B97F4A7C15;
}
