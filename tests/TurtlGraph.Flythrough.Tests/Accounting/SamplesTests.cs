namespace TurtlGraph.Flythrough.Tests;

public class SamplesTests
{
    [Fact]
    public void Percentiles_are_exact()
    {
        Samples samples = new(200);
        for (int i = 100; i >= 1; i--)
        {
            samples.Add(i);
        }

        Assert.Equal((50.0, 95.0, 99.0, 100.0), (samples.Percentile(0.5), samples.Percentile(0.95), samples.Percentile(0.99), samples.Percentile(1)));
        samples.Add(1000);
        Assert.Equal(1000, samples.Percentile(1));
    }

    [Fact]
    public void Without_samples_a_percentile_is_zero() => Assert.Equal(0, new Samples(4).Percentile(0.5));

    [Fact]
    public void Past_its_capacity_samples_are_counted()
    {
        Samples samples = new(2);
        samples.Add(1);
        samples.Add(2);
        samples.Add(3);
        Assert.Equal((3L, 2.0), (samples.Count, samples.Percentile(1)));
    }
}
