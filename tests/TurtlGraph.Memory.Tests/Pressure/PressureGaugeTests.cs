namespace TurtlGraph.Memory.Tests;

public sealed class PressureGaugeTests
{
    [Theory]
    [InlineData(0, MemoryPressure.None)]
    [InlineData(69, MemoryPressure.None)]
    [InlineData(70, MemoryPressure.Low)]
    [InlineData(84, MemoryPressure.Low)]
    [InlineData(85, MemoryPressure.Medium)]
    [InlineData(94, MemoryPressure.Medium)]
    [InlineData(95, MemoryPressure.High)]
    [InlineData(120, MemoryPressure.High)]
    public void A_rising_use_enters_a_level_at_its_threshold(long used, MemoryPressure expected)
    {
        var gauge = new PressureGauge();
        Assert.Equal(expected, gauge.Update(used, 100));
        Assert.Equal(expected, gauge.Level);
    }

    [Theory]
    [InlineData(100, 93, MemoryPressure.High)]
    [InlineData(100, 91, MemoryPressure.Medium)]
    [InlineData(100, 83, MemoryPressure.Medium)]
    [InlineData(100, 81, MemoryPressure.Low)]
    [InlineData(100, 68, MemoryPressure.Low)]
    [InlineData(100, 66, MemoryPressure.None)]
    [InlineData(86, 83, MemoryPressure.Medium)]
    public void A_falling_use_leaves_a_level_three_percent_below_its_threshold(long high, long low, MemoryPressure expected)
    {
        var gauge = new PressureGauge();
        gauge.Update(high, 100);
        Assert.Equal(expected, gauge.Update(low, 100));
    }

    [Fact]
    public void No_budget_counts_as_full()
    {
        var gauge = new PressureGauge();
        Assert.Equal(MemoryPressure.High, gauge.Update(0, 0));
    }
}
