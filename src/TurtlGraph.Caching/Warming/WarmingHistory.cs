using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TurtlGraph.Caching;

/// <summary>
/// What earlier sessions needed, and how soon after their start: kept in a file across restarts, to warm the next one. Each
/// session weighs half of the one after it, so what is no longer needed fades away.
/// </summary>
/// <remarks>
/// File: "TURTLHST", then 32-bit version and count, then 16 bytes a key (key, seconds, weight), then the SHA-256 of all that; little-endian,
/// replaced as a whole. Not thread-safe: one thread at a time. 40 bytes a key.
/// </remarks>
public sealed class WarmingHistory
{
    private const int Version = 1;
    private const int HeaderBytes = 16;
    private const int EntryBytes = 16;
    private const float Forgotten = 1f / 16;
    private readonly Dictionary<ulong, Entry> _entries = [];

    private static ReadOnlySpan<byte> Magic => "TURTLHST"u8;

    /// <summary>Keys known, those of the running session included.</summary>
    public int Count => _entries.Count;

    /// <summary>Makes room for so many keys, so that noting them allocates nothing.</summary>
    public void EnsureCapacity(int keys) => _entries.EnsureCapacity(keys);

    /// <summary>Begins a session: earlier ones weigh half as much as before, and what is left of very old ones is forgotten.</summary>
    public void BeginSession()
    {
        foreach ((ulong key, Entry entry) in _entries.ToArray())
        {
            float weight = entry.Weight / 2;
            if (weight < Forgotten)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = new Entry(entry.Seconds, weight, IsNew: false);
            }
        }
    }

    /// <summary>Notes that a key was needed; only the first time in a session counts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="seconds">Seconds since the session began, 0 or more.</param>
    public void Note(ulong key, double seconds)
    {
        ref Entry entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out bool isKnown);
        if (isKnown && entry.IsNew)
        {
            return;
        }

        float old = entry.Weight;
        float now = (float)Math.Max(0, seconds);
        entry = new Entry(((entry.Seconds * old) + now) / (old + 1), old + 1, IsNew: true);
    }

    /// <summary>The keys in the order in which they are expected to be needed: soonest first, and of those the most certain.</summary>
    public ulong[] Order() =>
    [
        .. _entries
            .OrderBy(pair => Math.Floor(pair.Value.Seconds))
            .ThenByDescending(pair => pair.Value.Weight)
            .ThenBy(pair => pair.Value.Seconds)
            .ThenBy(pair => pair.Key)
            .Select(pair => pair.Key),
    ];

    /// <summary>Reads a file; without one, or when it is damaged, the history is empty: a bad hint costs a cold start and no more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why the history is empty; null when the file was read.</param>
    public static WarmingHistory Load(string path, out string? problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var history = new WarmingHistory();
        try
        {
            problem = history.TryRead(File.ReadAllBytes(path)) ? null : $"{path} is no warming history of version {Version}, or damaged";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = error.Message;
        }

        return history;
    }

    /// <summary>Writes a file in place of an older one, as a whole: after a crash there is the old one or the new one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = new byte[HeaderBytes + (_entries.Count * EntryBytes) + SHA256.HashSizeInBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), _entries.Count);
        Span<byte> rest = bytes.AsSpan(HeaderBytes);
        foreach ((ulong key, Entry entry) in _entries)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, key);
            BinaryPrimitives.WriteSingleLittleEndian(rest[8..], entry.Seconds);
            BinaryPrimitives.WriteSingleLittleEndian(rest[12..], entry.Weight);
            rest = rest[EntryBytes..];
        }

        SHA256.HashData(bytes.AsSpan(0, bytes.Length - rest.Length), rest);
        string fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private bool TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + SHA256.HashSizeInBytes || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != Version)
        {
            return false;
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        ReadOnlySpan<byte> body = bytes[..^SHA256.HashSizeInBytes];
        if (count < 0 || body.Length != HeaderBytes + ((long)count * EntryBytes)
            || !SHA256.HashData(body).AsSpan().SequenceEqual(bytes[body.Length..]))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = body.Slice(HeaderBytes + (i * EntryBytes), EntryBytes);
            float seconds = BinaryPrimitives.ReadSingleLittleEndian(row[8..]);
            float weight = BinaryPrimitives.ReadSingleLittleEndian(row[12..]);
            _entries[BinaryPrimitives.ReadUInt64LittleEndian(row)] = new Entry(seconds, weight, IsNew: false);
        }

        return true;
    }

    private readonly record struct Entry(float Seconds, float Weight, bool IsNew);
}
