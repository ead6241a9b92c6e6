using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>The framework's own: <see cref="RandomAccess.ReadAsync(SafeFileHandle, Memory{byte}, long, CancellationToken)"/>, as many loops as fio has reads in flight.</summary>
internal sealed class ReadAsyncWay : IIoWay
{
    private const int LargestBlock = 1 << 20;
    private readonly SafeFileHandle _file;
    private readonly Memory<byte>[] _buffers = new Memory<byte>[IoSuite.Depth];
    private long _reads;

    public ReadAsyncWay(string path, bool direct)
    {
        _file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.RandomAccess);
        if (direct && OperatingSystem.IsLinux())
        {
            _ = LinuxCalls.TrySetDirect((int)_file.DangerousGetHandle(), true);
        }

        for (var i = 0; i < _buffers.Length; i++)
        {
            // Direct reads need an aligned destination.
            var array = GC.AllocateUninitializedArray<byte>(LargestBlock + 4096, pinned: true);
            int start = (int)((4096 - (AddressOf(array) & 4095)) & 4095);
            _buffers[i] = array.AsMemory(start, LargestBlock);
        }
    }

    public string Name => "RandomAccess.ReadAsync";

    public IoFigure Run(int blockBytes, TimeSpan time)
    {
        _reads = 0;
        long managed = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Task.WaitAll(Enumerable.Range(0, IoSuite.Depth).Select(i => Task.Run(() => Loop(i, blockBytes, end))).ToArray());
        var seconds = clock.Elapsed.TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        managed = GC.GetTotalAllocatedBytes(precise: true) - managed;
        double bytes = (double)_reads * blockBytes;
        return new IoFigure(bytes / seconds, used / (bytes / 1e9), (double)managed / _reads);
    }

    public void Dispose() => _file.Dispose();

    private async Task Loop(int buffer, int blockBytes, long end)
    {
        var random = new Random(buffer);
        long blocks = IoFile.Bytes / blockBytes;
        long reads = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            await RandomAccess.ReadAsync(_file, _buffers[buffer][..blockBytes], random.NextInt64(blocks) * blockBytes).ConfigureAwait(false);
            reads++;
        }

        Interlocked.Add(ref _reads, reads);
    }

    private static unsafe nint AddressOf(byte[] array) => (nint)Unsafe.AsPointer(ref array[0]);
}
