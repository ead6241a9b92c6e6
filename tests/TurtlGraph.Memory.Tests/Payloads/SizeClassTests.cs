namespace TurtlGraph.Memory.Tests;

public class SizeClassTests
{
    [Fact]
    public void Holding_grows_with_the_size_and_stays_in_the_table()
    {
        var last = -1;
        for (uint units = 1; units < 100_000; units++)
        {
            var index = SizeClass.Holding(units);
            Assert.InRange(index, last, SizeClass.Count - 1);
            last = index;
        }

        Assert.InRange(SizeClass.Holding((uint)(PayloadArena.MaxCapacity / CacheLine.Size)), last, SizeClass.Count - 1);
        Assert.InRange(SizeClass.Covering((uint)(PayloadArena.MaxCapacity / CacheLine.Size)), last, SizeClass.Count - 1);
    }

    [Fact]
    public void Every_block_of_a_covering_class_is_large_enough()
    {
        for (uint units = 1; units < 20_000; units++)
        {
            var covering = SizeClass.Covering(units);
            Assert.True(covering > SizeClass.Holding(units - 1) || units == 1);
            Assert.True(SizeClass.Holding(units) == covering || covering == SizeClass.Holding(units) + 1);
        }
    }

    [Fact]
    public void A_class_is_no_wider_than_a_part_of_its_power_of_two()
    {
        for (uint units = 1; units < 20_000; units++)
        {
            var widest = units;
            while (SizeClass.Holding(widest + 1) == SizeClass.Holding(units))
            {
                widest++;
            }

            Assert.True(widest - units <= units / SizeClass.SecondCount);
        }
    }
}
