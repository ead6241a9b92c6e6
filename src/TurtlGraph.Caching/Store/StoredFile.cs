using System.Security.Cryptography;
using System.Text;

namespace TurtlGraph.Caching;

/// <summary>What a <see cref="StoredByteSource"/> must know of a file behind it, to keep its bytes apart from those of others and of other versions of it.</summary>
/// <param name="Identity">The same for the same file in every run; different for different ones.</param>
/// <param name="Version">Changes when its contents change, for instance a hash of a server's entity tag.</param>
/// <param name="Length">Bytes, or -1 when that is not known; then the last part of it, if shorter than a block, is not kept.</param>
public readonly record struct StoredFile(ulong Identity, ulong Version, long Length)
{
    /// <summary>A file of this machine: its path names it, length and time of change tell its version. For what is no such file, only its name is known.</summary>
    public static StoredFile OfPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        return file.Exists
            ? new StoredFile(Hash(file.FullName), Hash($"{file.Length} {file.LastWriteTimeUtc.Ticks}"), file.Length)
            : new StoredFile(Hash(path), 0, -1);
    }

    /// <summary>64 bits that stand for a text: the beginning of its SHA-256.</summary>
    public static ulong Hash(string text) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
