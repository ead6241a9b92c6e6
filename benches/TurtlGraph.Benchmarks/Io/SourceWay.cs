using System.Diagnostics;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// A byte source of ours: as many reads in flight as fio has. With one thread it submits and takes by turns; with more, the
/// threads take what has completed (they are the decode workers of a runtime) and the last to come submits anew.
/// </summary>
internal sealed unsafe class SourceWay : IIoWay
{
    private const int LargestBlock = 1 << 20;

    // A few completions at once, as the runtime's decode workers take them: the device gets new reads before the last are dealt with.
    private const int AtOnce = 4;
    private readonly IByteSource _source;
    private readonly int _file;
    private readonly int _pollers;
    private readonly PayloadArena _arena;
    private readonly PayloadBlock _memory;
    private readonly Lock _submitting = new();
    private long _reads;
    private int _open;
    private long _random = 88172645463325252;

    public SourceWay(string name, IByteSource source, string path, int pollers = 1)
    {
        Name = name;
        _source = source;
        _pollers = pollers;
        _file = source.AddFile(path);

        // The memory of payloads, as the runtime has it.
        const long Bytes = IoSuite.Depth * (long)LargestBlock;
        _arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = Bytes, Name = "io benchmark", HugePages = HugePages.Transparent });
        if (!_arena.TryAllocate(Bytes, out _memory))
        {
            throw new InvalidOperationException("A new arena refuses its first block.");
        }

        new Span<byte>(_memory.Pointer, (int)Bytes).Clear();
        Registration = source.RegisterMemory(_memory.Pointer, Bytes);
    }

    public string Name { get; }

    /// <summary>Whether the memory could be pinned.</summary>
    public MemoryRegistration Registration { get; }

    public IoFigure Run(int blockBytes, TimeSpan time)
    {
        _reads = 0;
        long managed = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Fill(blockBytes);
        if (_pollers == 1)
        {
            Poll(blockBytes, end);
        }
        else
        {
            var threads = new Thread[_pollers];
            for (var i = 0; i < threads.Length; i++)
            {
                threads[i] = new Thread(() => Poll(blockBytes, end));
                threads[i].Start();
            }

            foreach (var thread in threads)
            {
                thread.Join();
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        managed = GC.GetTotalAllocatedBytes(precise: true) - managed;
        double bytes = (double)_reads * blockBytes;
        return new IoFigure(bytes / seconds, used / (bytes / 1e9), (double)managed / _reads);
    }

    public void Dispose()
    {
        _source.Dispose();
        _arena.Dispose();
    }

    private void Fill(int blockBytes)
    {
        Span<ReadRequest> requests = stackalloc ReadRequest[IoSuite.Depth];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Request(i, blockBytes);
        }

        _open = _source.Submit(requests);
    }

    private void Poll(int blockBytes, long end)
    {
        Span<ReadCompletion> completions = stackalloc ReadCompletion[AtOnce];
        Span<ReadRequest> requests = stackalloc ReadRequest[IoSuite.Depth];
        while (Volatile.Read(ref _open) > 0)
        {
            int count = _source.Poll(completions);
            if (count == 0)
            {
                _source.WaitForCompletion(10);
                continue;
            }

            bool isOver = Stopwatch.GetTimestamp() >= end;
            for (var i = 0; i < count; i++)
            {
                if (completions[i].Status != ReadStatus.Ok)
                {
                    throw new IOException($"A read ended as {completions[i].Status} with error {completions[i].ErrorCode}.");
                }

                requests[i] = Request((int)completions[i].Token, blockBytes);
            }

            Interlocked.Add(ref _reads, count);
            if (isOver)
            {
                Interlocked.Add(ref _open, -count);
                continue;
            }

            lock (_submitting)
            {
                for (var done = 0; done < count;)
                {
                    done += _source.Submit(requests[done..count]);
                }
            }
        }
    }

    private ReadRequest Request(int token, int blockBytes)
    {
        // xorshift (Marsaglia 2003); that threads may draw the same number does not matter.
        long x = _random;
        x ^= x << 13;
        x ^= (long)((ulong)x >> 7);
        x ^= x << 17;
        _random = x;
        long blocks = IoFile.Bytes / blockBytes;
        return new ReadRequest
        {
            Token = (ulong)token,
            File = _file,
            Offset = (long)((ulong)x % (ulong)blocks) * blockBytes,
            Length = blockBytes,
            Destination = _memory.Pointer + ((long)token * LargestBlock),
            Deadline = double.PositiveInfinity,
        };
    }
}
