namespace TurtlGraph.Caching.Tests;

public sealed class FrequencySketchTests
{
    [Fact]
    public void No_key_is_estimated_below_its_count_and_few_above()
    {
        const int Keys = 1_000;
        FrequencySketch sketch = new FrequencySketch(4 * Keys);
        var random = new Random(1);
        int[] counts = [.. Enumerable.Range(0, Keys).Select(_ => random.Next(0, 20))];
        foreach (int key in Enumerable.Range(0, Keys).SelectMany(key => Enumerable.Repeat(key, counts[key])).OrderBy(_ => random.Next()))
        {
            sketch.Add((ulong)key);
        }

        int[] above = [.. Enumerable.Range(0, Keys).Select(key => sketch.Estimate((ulong)key) - Math.Min(counts[key], 15))];
        Assert.All(above, static difference => Assert.InRange(difference, 0, 15));
        Assert.InRange(above.Count(static difference => difference > 0), 0, Keys / 50);
        sketch.Dispose();
    }

    [Fact]
    public void An_addition_counts_in_the_next_estimate_and_after_growth()
    {
        FrequencySketch sketch = new FrequencySketch(8);
        for (int use = 1; use <= 5; use++)
        {
            sketch.Add(77);
            Assert.Equal(use, sketch.Estimate(77));
        }

        sketch.Add(77);
        sketch.Grow(10_000);
        Assert.Equal(6, sketch.Estimate(77));
        sketch.Dispose();
    }

    [Fact]
    public void Counts_are_halved_after_ten_times_the_expected_keys()
    {
        FrequencySketch sketch = new FrequencySketch(8);
        for (int i = 0; i < 12; i++)
        {
            sketch.Add(1);
        }

        int before = sketch.Estimate(1);
        for (ulong key = 2; key < 2 + (ulong)sketch.SampleSize; key++)
        {
            sketch.Add(key);
        }

        Assert.InRange(sketch.Estimate(1), 0, before - 1);
        sketch.Dispose();
    }
}
