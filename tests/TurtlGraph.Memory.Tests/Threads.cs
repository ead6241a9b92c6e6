namespace TurtlGraph.Memory.Tests;

/// <summary>Runs a body on several threads that start at the same moment; a failure in one fails the test.</summary>
internal static class Threads
{
    public static void Run(int count, Action<int> body)
    {
        using var gate = new Barrier(count);
        Exception? failure = null;
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            gate.SignalAndWait();
            try
            {
                body(number);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Null(failure);
    }

    /// <summary>Runs a body on another thread that is gone when this returns.</summary>
    public static void RunOne(Action body) => Run(1, _ => body());
}
