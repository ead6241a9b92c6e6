namespace TurtlGraph.Memory.Tests;

/// <summary>A file of seeded bytes in a folder of its own, removed with it.</summary>
internal sealed class SampleFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-mapping-").FullName;

    public SampleFile(int length)
    {
        Bytes = new byte[length];
        new Random(length).NextBytes(Bytes);
        Path = Beside("sample.bin");
        File.WriteAllBytes(Path, Bytes);
    }

    public string Path { get; }

    public byte[] Bytes { get; }

    /// <summary>A path in the same folder.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_folder, name);

    /// <summary>Cuts or lengthens the file in place, as a careless writer does.</summary>
    public void SetLength(long length)
    {
        using FileStream file = File.Open(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    /// <summary>Writes other bytes over the same file, a minute later.</summary>
    public void Overwrite()
    {
        using (FileStream file = File.Open(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[Bytes.Length]);
        }

        File.SetLastWriteTimeUtc(Path, File.GetLastWriteTimeUtc(Path).AddMinutes(1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
