namespace TurtlGraph.IO.Tests;

/// <summary>A source whose reads end when and how the test says; it notes what it was asked for. One thread.</summary>
internal sealed unsafe class ScriptedSource(byte[] content, int queueDepth = 64, int alignment = 1) : IByteSource
{
    private readonly Queue<ReadCompletion> _finished = new();

    public List<ReadRequest> Open { get; } = [];

    public List<ulong> Cancelled { get; } = [];

    /// <summary>Whether it takes nothing for now.</summary>
    public bool IsFull { get; set; }

    public string Name => "scripted";

    public int QueueDepth => queueDepth;

    public int Alignment => alignment;

    public int AddFile(string path) => 0;

    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = IsFull ? 0 : Math.Min(reads.Length, queueDepth - Open.Count);
        Open.AddRange(reads[..accepted]);
        return accepted;
    }

    /// <summary>Ends the first open read: with its bytes, or as told.</summary>
    public void EndFirst(ReadStatus? status = null, int errorCode = 0)
    {
        ReadRequest read = Open[0];
        Open.RemoveAt(0);
        int there = (int)Math.Clamp(content.Length - read.Offset, 0, read.Length);
        bool hasBytes = status is null;
        if (hasBytes)
        {
            content.AsSpan((int)Math.Min(read.Offset, content.Length), there).CopyTo(new Span<byte>(read.Destination, there));
        }

        _finished.Enqueue(new ReadCompletion
        {
            Token = read.Token,
            BytesRead = hasBytes ? there : 0,
            Status = status ?? (there == read.Length ? ReadStatus.Ok : ReadStatus.Short),
            ErrorCode = errorCode,
        });
    }

    public int Poll(Span<ReadCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length && _finished.TryDequeue(out ReadCompletion completion))
        {
            completions[count++] = completion;
        }

        return count;
    }

    public bool WaitForCompletion(int milliseconds) => _finished.Count > 0;

    public bool Cancel(ulong token)
    {
        Cancelled.Add(token);
        return false;
    }

    public void Dispose()
    {
        while (Open.Count > 0)
        {
            EndFirst(ReadStatus.Cancelled);
        }
    }
}
