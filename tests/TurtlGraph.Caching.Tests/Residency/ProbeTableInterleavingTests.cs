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
    public void A_reader_finds_what_stays_and_never_parts_of_two_states_in_any_interleaving()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            using ProbeTable<Baton> table = ProbeTable<Baton>.ForKeys(8);
            var present = new bool[Keys];
            var random = new Random(seed);
            foreach (int key in (int[])[1, 2, 3, 0, 4, 5, 6])
            {
                Insert(table, key, key);
                present[key] = true;
            }

            // Key 0 stays, in the middle of the run; the others leave and come back, so that it is pulled forward and places
            // are reused. Its bytes move, but never go.
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
                        Check(table, key);
                    }
                });
        }
    }

    private static unsafe void Check(ProbeTable<Baton> table, int key)
    {
        bool found = table.Read(KeyOf(key), out long link, out nint payload, out int length, out uint expiry) != null;
        int slot = (int)link - 1;
        Assert.True(!found || slot % Keys == key, $"key {key} got slot {slot} of key {slot % Keys}");
        Assert.True((found && payload != 0) || key != 0, "the bytes that stay were not found");
        if (found && payload != 0)
        {
            Assert.Equal((key, (uint)slot), (length % Keys, expiry));
            Assert.Equal(slot, length);
            Assert.Equal(key, (payload / 64) % Keys);
        }
    }

    private static unsafe void Change(ProbeTable<Baton> table, bool[] present, Random random)
    {
        int key = random.Next(Keys);
        int slot = (random.Next(1_000) * Keys) + key;
        if (!present[key])
        {
            Insert(table, key, slot);
            present[key] = true;
            return;
        }

        ResidentEntry* entry = table.Find(KeyOf(key));
        if (key == 0)
        {
            table.SetPayload(entry, Address(slot));
            return;
        }

        switch (random.Next(4))
        {
            case 0:
                table.Restate(entry, slot + 1);
                table.Publish(entry, Address(slot), slot, (uint)slot);
                break;
            case 1:
                table.SetPayload(entry, 0);
                break;
            default:
                Assert.True(table.Remove(KeyOf(key)));
                present[key] = false;
                break;
        }
    }

    private static void Insert(ProbeTable<Baton> table, int key, int slot) =>
        table.Insert(KeyOf(key), slot + 1, Address(slot), slot, (uint)slot);

    // Names the key, as slot, length and expiry do.
    private static nint Address(int slot) => 64 * (slot + Keys);

    // Found by search: these keys share their home, so all lie in one run.
    private static ulong KeyOf(int key) => s_colliding[key];

    private static readonly ulong[] s_colliding = FindColliding();

    private static ulong[] FindColliding()
    {
        using ProbeTable<Baton> table = ProbeTable<Baton>.ForKeys(8);
        uint home = table.Home(1);
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
