namespace TurtlGraph.Caching.Tests;

/// <summary>
/// Every access of reader and writer is a possible switch, so the narrow windows of the protocol are entered thousands of
/// times, the same ones in every run. A slot's remainder names its key.
/// </summary>
public sealed class ProbeTableInterleavingTests
{
    private const int Keys = 7;

    private readonly struct Baton : IAccessStep
    {
        public void Next() => Interleaver.Step();
    }

    [Fact]
    public void A_reader_finds_what_stays_and_never_a_slot_of_another_key_in_any_interleaving()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            using ProbeTable<Baton> table = ProbeTable<Baton>.ForKeys(8);
            var present = new bool[Keys];
            var random = new Random(seed);
            foreach (int key in (int[])[1, 2, 3, 0, 4, 5, 6])
            {
                table.Insert(KeyOf(key), key);
                present[key] = true;
            }

            // Key 0 stays, in the middle of the run; the others leave and come back, so that it is pulled forward and places
            // are reused.
            bool isWriting = true;
            new Interleaver(seed).Run(
                () =>
                {
                    for (int step = 0; step < 30; step++)
                    {
                        Change(table, present, random);
                    }

                    isWriting = false;
                },
                () =>
                {
                    for (int key = 0; isWriting; key = (key + 1) % Keys)
                    {
                        bool found = table.TryGet(KeyOf(key), out int slot);
                        Assert.True(!found || slot % Keys == key, $"key {key} got slot {slot} of key {slot % Keys}");
                        Assert.True(found || key != 0, "the key that stays was not found");
                    }
                });
        }
    }

    private static void Change(ProbeTable<Baton> table, bool[] present, Random random)
    {
        int key = random.Next(1, Keys);
        int slot = (random.Next(1_000) * Keys) + key;
        if (!present[key])
        {
            table.Insert(KeyOf(key), slot);
            present[key] = true;
        }
        else if (random.Next(3) == 0)
        {
            Assert.True(table.TryUpdate(KeyOf(key), slot));
        }
        else
        {
            Assert.True(table.Remove(KeyOf(key)));
            present[key] = false;
        }
    }

    // Found by search: these keys share their home, so all lie in one run.
    private static ulong KeyOf(int key) => s_colliding[key];

    private static readonly ulong[] s_colliding = FindColliding();

    private static ulong[] FindColliding()
    {
        using ProbeTable<Baton> table = ProbeTable<Baton>.ForKeys(8);
        int home = table.Home(1);
        var keys = new List<ulong>();
        for (ulong key = 1; keys.Count < Keys; key++)
        {
            if (table.Home(key) == home)
            {
                keys.Add(key);
            }
        }

        return [.. keys];
    }
}
