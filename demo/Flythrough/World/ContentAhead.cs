namespace TurtlGraph.Flythrough;

/// <summary>
/// Makes contents ahead on other threads while the packer, which asks for one at a time, works through the rest. The packer
/// writes what has no place in the world last and by name, so that is what is made ahead, in that order; whatever it asks for
/// that has not been begun it makes itself.
/// </summary>
internal sealed class ContentAhead : IDisposable
{
    private readonly Lazy<byte[]>[] _contents;
    private readonly Thread[] _threads;
    private int _next;
    private volatile bool _stopping;

    public ContentAhead(WorldPlan plan)
    {
        PlannedAsset[] shared = [.. plan.Assets.Where(a => a.Radius <= 0).OrderBy(a => a.Name, StringComparer.Ordinal)];
        _contents = [.. shared.Select(a => new Lazy<byte[]>(a.Content))];
        for (int i = 0; i < shared.Length; i++)
        {
            int index = i;
            Sources.Add(shared[i], () => Take(index));
        }

        _threads = new Thread[Math.Max(0, Environment.ProcessorCount - 1)];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"world maker {i}" };
            _threads[i].Start();
        }
    }

    private Dictionary<PlannedAsset, Func<byte[]>> Sources { get; } = [];

    /// <summary>The contents of an asset: from here when they are made ahead, else from the asset itself.</summary>
    public Func<byte[]> ContentOf(PlannedAsset asset) => Sources.GetValueOrDefault(asset, asset.Content);

    public void Dispose()
    {
        _stopping = true;
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    /// <summary>Gives the bytes to their only reader and forgets them.</summary>
    private byte[] Take(int index)
    {
        byte[] bytes = _contents[index].Value;
        _contents[index] = null!;
        return bytes;
    }

    private void Work()
    {
        int index;
        while (!_stopping && (index = Interlocked.Increment(ref _next) - 1) < _contents.Length)
        {
            try
            {
                _ = Volatile.Read(ref _contents[index])?.Value;
            }
            catch (Exception)
            {
                // The lazy value keeps the failure, and gives it to the packer when that asks.
            }
        }
    }
}
