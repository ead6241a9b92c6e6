using System.Runtime.InteropServices;
using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Serves files from memory, so many reads between two calls of <see cref="NextFrame"/>: a device whose speed is exact and whose own
/// work costs the frame next to nothing.
/// </summary>
internal sealed unsafe class MeteredSource(int depth) : IByteSource
{
    private readonly List<byte[]> _files = [];
    private readonly ReadRequest[] _queue = new ReadRequest[depth];
    private int _first;
    private int _count;
    private int _left;

    /// <summary>Reads served between two frames.</summary>
    public int ReadsPerFrame { get; set; } = int.MaxValue;

    public string Name => "metered";

    public int QueueDepth => depth;

    public void NextFrame() => _left = ReadsPerFrame;

    public int AddFile(string path)
    {
        _files.Add(File.ReadAllBytes(path));
        return _files.Count - 1;
    }

    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = Math.Min(reads.Length, depth - _count);
        for (int i = 0; i < accepted; i++)
        {
            _queue[(_first + _count++) % depth] = reads[i];
        }

        return accepted;
    }

    public int Poll(Span<ReadCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length && _count > 0 && _left > 0)
        {
            ref ReadRequest read = ref _queue[_first];
            ReadOnlySpan<byte> file = CollectionsMarshal.AsSpan(_files)[read.File];
            file.Slice((int)read.Offset, read.Length).CopyTo(new Span<byte>(read.Destination, read.Length));
            completions[count++] = new ReadCompletion { Token = read.Token, Data = read.Destination, BytesRead = read.Length };
            _first = (_first + 1) % depth;
            _count--;
            _left--;
        }

        return count;
    }

    public bool WaitForCompletion(int milliseconds) => false;

    public bool Cancel(ulong token) => false;

    public void Dispose() => _count = 0;
}
