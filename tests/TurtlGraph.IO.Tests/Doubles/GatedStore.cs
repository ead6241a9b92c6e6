using System.Collections.Concurrent;

namespace TurtlGraph.IO.Tests;

/// <summary>A store whose reads wait at a gate, so that a test decides what is in flight and what waits.</summary>
internal sealed unsafe class GatedStore : IByteStore
{
    private readonly SemaphoreSlim _gate = new(0);

    public ConcurrentQueue<ulong> Started { get; } = new();

    public SemaphoreSlim Arrivals { get; } = new(0);

    public int WritesAfterDispose { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Open(int reads) => _gate.Release(reads);

    public int Add(string path) => 0;

    public ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode)
    {
        Started.Enqueue(request.Token);
        Arrivals.Release();
        _gate.Wait();
        WritesAfterDispose += IsDisposed ? 1 : 0;
        new Span<byte>(request.Destination, request.Length).Fill(1);
        bytesRead = request.Length;
        errorCode = 0;
        return ReadStatus.Ok;
    }

    public int Available(int file, long offset, int length) => length;

    public void Dispose() => IsDisposed = true;
}
