namespace TurtlGraph.Benchmarks;

/// <summary>A file of random bytes that goes away with the suite.</summary>
internal sealed class IoFile : IDisposable
{
    public const long Bytes = 1L << 30;
    private const int Piece = 8 << 20;

    private IoFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Where the file is made: what is measured is the device this folder lies on.</summary>
    public static string Folder { get; set; } = System.IO.Path.GetTempPath();

    public static IoFile Create()
    {
        var file = new IoFile(System.IO.Path.Combine(Folder, $"turtl-io-{Environment.ProcessId}.bin"));
        var bytes = new byte[Piece];
        var random = new Random(1);
        using var handle = File.OpenHandle(file.Path, FileMode.Create, FileAccess.Write);
        for (long offset = 0; offset < Bytes; offset += Piece)
        {
            random.NextBytes(bytes);
            RandomAccess.Write(handle, bytes, offset);
        }

        RandomAccess.FlushToDisk(handle);
        return file;
    }

    /// <summary>Reads the whole file once through the page cache, so that it lies there.</summary>
    public void Warm()
    {
        var bytes = new byte[Piece];
        using var handle = File.OpenHandle(Path, options: FileOptions.SequentialScan);
        for (long offset = 0; offset < Bytes; offset += Piece)
        {
            _ = RandomAccess.Read(handle, bytes, offset);
        }
    }

    public void Dispose() => File.Delete(Path);
}
