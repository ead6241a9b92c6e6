namespace TurtlGraph.Memory.Tests;

public class SizeClassTests
{
    [Fact]
    public void Holding_grows_with_the_size_and_stays_in_the_table()
    {
        var last = -1;
        for (long units = 1; units < 100_000; units++)
        {
            var index = SizeClass.Holding(units).Index;
            Assert.InRange(index, last, SizeClass.Count - 1);
            last = index;
        }

        Assert.InRange(SizeClass.Holding(1L << 36).Index, last, SizeClass.Count - 1);
    }

    [Fact]
    public void Every_block_of_a_covering_class_is_large_enough()
    {
        for (long units = 1; units < 20_000; units++)
        {
            var covering = SizeClass.Covering(units);
            Assert.True(covering.Index > SizeClass.Holding(units - 1).Index || units == 1);
            Assert.True(SizeClass.Holding(units) == covering || covering.Index == SizeClass.Holding(units).Index + 1);
        }
    }
}
