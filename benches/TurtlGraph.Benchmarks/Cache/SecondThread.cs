namespace TurtlGraph.Benchmarks;

/// <summary>A thread that runs a piece of code at the same time as the calling thread, again and again.</summary>
internal sealed class SecondThread : IDisposable
{
    private readonly Thread _thread;
    private readonly Barrier _barrier = new(2);
    private Func<double>? _work;
    private double _result;

    public SecondThread()
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = "second" };
        _thread.Start();
    }

    /// <summary>Runs both at once, each timing itself, and returns the mean of what they return.</summary>
    public double Both(Func<double> here, Func<double> there)
    {
        _work = there;
        _barrier.SignalAndWait();
        double mine = here();
        _barrier.SignalAndWait();
        return (mine + _result) / 2;
    }

    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        _thread.Join();
        _barrier.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work)
            {
                return;
            }

            _result = work();
            _barrier.SignalAndWait();
        }
    }
}
