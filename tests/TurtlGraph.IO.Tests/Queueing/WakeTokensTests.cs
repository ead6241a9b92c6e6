namespace TurtlGraph.IO.Tests;

public class WakeTokensTests
{
    [Fact]
    public void A_token_released_before_the_wait_is_taken_at_once()
    {
        var tokens = new WakeTokens();
        tokens.Release(2);
        Assert.Equal(2, tokens.Count);
        Assert.True(tokens.Wait(0));
        Assert.True(tokens.Wait(0));
        Assert.False(tokens.Wait(0));
    }

    [Fact]
    public void A_wait_without_a_token_ends_when_its_time_has_passed()
    {
        var tokens = new WakeTokens();
        Assert.False(tokens.Wait(5));
        Assert.Equal(0, tokens.Count);
    }

    [Fact]
    public void Every_released_token_lets_exactly_one_wait_through()
    {
        const int threads = 4;
        const int each = 20_000;
        var tokens = new WakeTokens();
        int taken = 0;
        Thread[] takers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < each; i++)
            {
                Assert.True(tokens.Wait(-1));
                Interlocked.Increment(ref taken);
            }
        }))];
        Array.ForEach(takers, t => t.Start());
        var random = new Random(1);
        for (int left = threads * each; left > 0;)
        {
            int batch = Math.Min(left, random.Next(1, 5));
            tokens.Release(batch);
            left -= batch;
        }

        Array.ForEach(takers, t => t.Join());
        Assert.Equal(threads * each, taken);
        Assert.Equal(0, tokens.Count);
    }
}
