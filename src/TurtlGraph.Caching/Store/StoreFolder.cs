using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Caching;

/// <summary>A folder of the file system.</summary>
internal sealed class StoreFolder(string path) : IStoreFolder
{
    public string Path { get; } = path;

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))];

    public IStoreFile Open(string name) => new DiskFile(Handle(name, FileMode.Open));

    public IStoreFile Create(string name) => new DiskFile(Handle(name, FileMode.Create));

    public void Rename(string name, string newName) => File.Move(In(name), In(newName), overwrite: true);

    public void Delete(string name) => File.Delete(In(name));

    public void Flush() => PosixFiles.FlushFolder(Path);

    // Others may look at the files and the store deletes them while they are being read.
    private SafeFileHandle Handle(string name, FileMode mode) =>
        File.OpenHandle(In(name), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private sealed class DiskFile(SafeFileHandle handle) : IStoreFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> head, Span<byte> body, long offset)
        {
            if (PosixFiles.IsSupported && body.Length > 0 && head.Length > 0)
            {
                int both = PosixFiles.Read(handle, head, body, offset);
                if (both == head.Length + body.Length)
                {
                    return both;
                }
            }

            int first = Fill(head, offset);
            return first < head.Length ? first : first + Fill(body, offset + first);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();

        private int Fill(Span<byte> bytes, long offset)
        {
            int done = 0;
            while (done < bytes.Length)
            {
                int count = RandomAccess.Read(handle, bytes[done..], offset + done);
                if (count == 0)
                {
                    break;
                }

                done += count;
            }

            return done;
        }
    }
}
