namespace TurtlGraph.Caching.Tests;

/// <summary>
/// Runs two threads in turns: exactly one moves at a time, and before each access to shared memory a seeded choice says
/// whether the other goes on. Equal seeds give equal interleavings.
/// </summary>
internal sealed class Interleaver(int seed)
{
    [ThreadStatic]
    private static Interleaver? s_current;

    [ThreadStatic]
    private static int s_self;

    // Some runs switch at almost every access, some let a thread go on for a while.
    private readonly int _accessesInATurn = 2 + (seed % 4 * 3);
    private readonly Random _random = new(seed);
    private readonly SemaphoreSlim[] _turns = [new(0), new(0)];
    private readonly bool[] _ended = new bool[2];
    private Exception? _failure;

    public static void Step() => s_current?.MaySwitch();

    public void Run(Action first, Action second)
    {
        Thread[] threads = [new(() => Take(0, first)), new(() => Take(1, second))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        _turns[_random.Next(2)].Release();
        foreach (Thread thread in threads)
        {
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "a thread waits for ever");
        }

        Assert.True(_failure is null, $"seed {seed}: {_failure?.Message}");
    }

    private void Take(int self, Action work)
    {
        s_current = this;
        s_self = self;
        _turns[self].Wait();
        try
        {
            work();
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }

        _ended[self] = true;
        _turns[1 - self].Release();
    }

    private void MaySwitch()
    {
        int self = s_self;
        if (!_ended[1 - self] && _random.Next(_accessesInATurn) == 0)
        {
            _turns[1 - self].Release();
            _turns[self].Wait();
        }
    }
}
