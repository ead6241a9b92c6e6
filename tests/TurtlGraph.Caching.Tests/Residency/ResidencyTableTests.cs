using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class ResidencyTableTests
{
    private enum Verb
    {
        Set,
        Remove,
        Get,
        Reclaim,
    }

    [Fact]
    public void Any_sequence_of_changes_agrees_with_a_dictionary()
    {
        // Few keys with equal low bits, so that runs collide, wrap around and move.
        Gen<(Verb, ulong, int)[]> cases = (
            from verb in Gen.Frequency((5, Gen.Constant(Verb.Set)), (4, Gen.Constant(Verb.Remove)), (2, Gen.Constant(Verb.Get)), (1, Gen.Constant(Verb.Reclaim)))
            from key in Gen.Choose(0, 60)
            from slot in Gen.Choose(0, 1000)
            select (verb, (ulong)key << (key % 3 * 20), slot)).ArrayOf().Resize(300);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(cases.ToArbitrary(), AgreesWithDictionary));
    }

    [Fact]
    public void Extreme_keys_and_slots_are_kept()
    {
        using var table = new ResidencyTable(4);
        table.Set(0, int.MaxValue - 1);
        table.Set(ulong.MaxValue, 0);
        Assert.True(table.TryFind(0, out int first));
        Assert.True(table.TryFind(ulong.MaxValue, out int second));
        Assert.Equal((int.MaxValue - 1, 0), (first, second));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Set(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Set(1, int.MaxValue));
    }

    [Fact]
    public void A_missing_key_has_slot_minus_one()
    {
        using var table = new ResidencyTable();
        Assert.False(table.TryFind(42, out int slot));
        Assert.Equal(-1, slot);
        Assert.False(table.Remove(42));
    }

    [Fact]
    public void Growing_keeps_every_key_and_holds_the_old_memory_until_it_is_reclaimed()
    {
        using var table = new ResidencyTable(10);
        for (int i = 0; i < 10_000; i++)
        {
            table.Set((ulong)i * 7_919, i);
        }

        long withRetired = table.MemoryBytes;
        long reclaimed = table.ReclaimRetired();
        Assert.True(reclaimed > 0);
        Assert.Equal(withRetired - reclaimed, table.MemoryBytes);
        Assert.Equal(0, table.ReclaimRetired());
        Assert.Equal(10_000, table.Count);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(table.TryFind((ulong)i * 7_919, out int slot));
            Assert.Equal(i, slot);
        }
    }

    [Fact]
    public void A_table_of_the_right_size_never_grows_however_long_keys_come_and_go()
    {
        using var table = new ResidencyTable(1_000);
        long bytes = table.MemoryBytes;
        for (int i = 0; i < 200_000; i++)
        {
            table.Set((ulong)i, i);
            if (i >= 1_000)
            {
                Assert.True(table.Remove((ulong)(i - 1_000)));
            }
        }

        Assert.Equal(1_000, table.Count);
        Assert.Equal(bytes, table.MemoryBytes);
    }

    [Fact]
    public void Reading_and_changing_a_warm_table_allocates_nothing()
    {
        using var table = new ResidencyTable(2_000);
        Churn(table);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(table);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Churn(ResidencyTable table)
    {
        for (int i = 0; i < 1_000; i++)
        {
            table.Set((ulong)i, i);
            table.TryFind((ulong)i / 2, out _);
            table.Remove((ulong)(i / 3));
        }
    }

    private static bool AgreesWithDictionary((Verb Verb, ulong Key, int Slot)[] steps)
    {
        using var table = new ResidencyTable(1);
        var model = new Dictionary<ulong, int>();
        foreach ((Verb verb, ulong key, int slot) in steps)
        {
            switch (verb)
            {
                case Verb.Set:
                    table.Set(key, slot);
                    model[key] = slot;
                    break;
                case Verb.Remove:
                    if (table.Remove(key) != model.Remove(key))
                    {
                        return false;
                    }

                    break;
                case Verb.Reclaim:
                    table.ReclaimRetired();
                    break;
            }

            if (table.TryFind(key, out int found) != model.TryGetValue(key, out int expected) || (model.ContainsKey(key) && found != expected))
            {
                return false;
            }
        }

        return table.Count == model.Count
            && model.All(pair => table.TryFind(pair.Key, out int slot) && slot == pair.Value);
    }

    [Fact]
    public void A_table_given_its_capacity_keeps_its_keys_and_does_not_grow_before_it_is_reached()
    {
        using var table = new ResidencyTable(1);
        table.Set(1, 10);
        table.EnsureCapacity(5000);
        int capacity = table.Capacity;
        Assert.True(capacity >= 5000);
        for (int key = 2; key <= 5000; key++)
        {
            table.Set((ulong)key, key);
        }

        Assert.Equal(capacity, table.Capacity);
        Assert.True(table.TryFind(1, out int slot));
        Assert.Equal(10, slot);
    }
}
