namespace TurtlGraph.Flythrough.Tests;

public class GradientNoiseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(67)]
    public void A_row_gives_the_same_values_as_its_points_alone(int count)
    {
        NoiseLayer layer = new(77, 0.31f, 2f);
        float[] xs = Enumerable.Range(0, count).Select(i => (i * 1.7f) - 20f).ToArray();
        float[] ys = Enumerable.Range(0, count).Select(i => (i * 0.9f) - 11f).ToArray();
        float[] together = new float[count];
        GradientNoise.Add(xs, ys, together, layer);
        for (int i = 0; i < count; i++)
        {
            float[] alone = new float[1];
            GradientNoise.Add(xs.AsSpan(i, 1), ys.AsSpan(i, 1), alone, layer);
            Assert.Equal(alone[0], together[i]);
        }
    }

    [Fact]
    public void Values_are_zero_at_lattice_points_and_stay_within_the_amplitude_between()
    {
        float[] xs = new float[4096], ys = new float[4096], values = new float[4096];
        for (int i = 0; i < xs.Length; i++)
        {
            (xs[i], ys[i]) = ((i % 64) * 0.25f, (i / 64) * 0.25f);
        }

        GradientNoise.Add(xs, ys, values, new NoiseLayer(5, 1f, 1f));
        for (int i = 0; i < xs.Length; i++)
        {
            Assert.InRange(values[i], -1.7f, 1.7f);
            if (xs[i] % 1f == 0 && ys[i] % 1f == 0)
            {
                Assert.Equal(0f, values[i]);
            }
        }

        Assert.True(values.Max() > 0.4f && values.Min() < -0.4f, "the noise varies");
    }

    [Fact]
    public void A_periodic_layer_repeats_after_its_period()
    {
        NoiseLayer layer = new(5, 1f, 1f, PeriodMask: 7);
        float[] xs = [0.3f, 1.6f, 6.9f, 3.2f], ys = [0.1f, 7.4f, 3.3f, 2.2f];
        float[] here = new float[4], there = new float[4];
        GradientNoise.Add(xs, ys, here, layer);
        GradientNoise.Add(xs.Select(x => x + 8f).ToArray(), ys.Select(y => y - 8f).ToArray(), there, layer);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(here[i], there[i], 1e-4);
        }
    }

    [Fact]
    public void Other_seeds_give_other_noise()
    {
        float[] xs = [0.5f], ys = [0.5f], a = new float[1], b = new float[1];
        GradientNoise.Add(xs, ys, a, new NoiseLayer(1, 1f, 1f));
        GradientNoise.Add(xs, ys, b, new NoiseLayer(2, 1f, 1f));
        Assert.NotEqual(a[0], b[0]);
    }
}
