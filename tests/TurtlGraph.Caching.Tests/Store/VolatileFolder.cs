namespace TurtlGraph.Caching.Tests;

/// <summary>The power went.</summary>
internal sealed class PowerLossException() : Exception("The power went.");

/// <summary>
/// A folder in memory that behaves as badly as a disk may: what was not flushed is there in part after a loss of power, sector by sector; names that were changed and not
/// flushed are there up to some change; and it may be full.
/// </summary>
internal sealed class VolatileFolder(int seed) : IStoreFolder
{
    private const int Sector = 512;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Content> _names = [];
    private readonly Dictionary<string, Content> _durableNames = [];
    private readonly List<Action<Dictionary<string, Content>>> _pendingNames = [];
    private bool _isOff;

    public string Path => "(memory)";

    /// <summary>Operations until the power goes; it does not when this is negative.</summary>
    public int OperationsLeft { get; set; } = -1;

    /// <summary>Bytes that fit.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Whether flushing fails, as of a device that is going.</summary>
    public bool FailsToFlush { get; set; }

    public long BytesUsed => _names.Values.Sum(content => content.Bytes.Count);

    public IReadOnlyList<string> List() => [.. _names.Keys];

    public byte[] Read(string name) => [.. _names[name].Bytes];

    /// <summary>What is there after the power has come back: something that a disk may have made of it.</summary>
    public VolatileFolder Survivor()
    {
        var survivor = new VolatileFolder(_random.Next());
        Dictionary<string, Content> names = new(_durableNames);
        foreach (Action<Dictionary<string, Content>> change in _pendingNames.Take(_random.Next(_pendingNames.Count + 1)))
        {
            change(names);
        }

        foreach ((string name, Content content) in names)
        {
            byte[] bytes = content.AfterLoss(_random);
            var kept = new Content { Bytes = [.. bytes], Durable = bytes };
            survivor._names[name] = kept;
            survivor._durableNames[name] = kept;
        }

        return survivor;
    }

    public IStoreFile Open(string name)
    {
        Count();
        return new File(this, _names[name]);
    }

    public IStoreFile Create(string name)
    {
        Count();
        var content = new Content();
        Change(names => names[name] = content);
        return new File(this, content);
    }

    public void Rename(string name, string newName)
    {
        Count();
        Change(names =>
        {
            if (names.Remove(name, out Content? content))
            {
                names[newName] = content;
            }
        });
    }

    public void Delete(string name)
    {
        Count();
        Change(names => names.Remove(name));
    }

    public void Flush()
    {
        Count();
        FailFlush();
        foreach (Action<Dictionary<string, Content>> change in _pendingNames)
        {
            change(_durableNames);
        }

        _pendingNames.Clear();
    }

    private void Change(Action<Dictionary<string, Content>> change)
    {
        change(_names);
        _pendingNames.Add(change);
    }

    private void FailFlush()
    {
        if (FailsToFlush)
        {
            throw new IOException("Input/output error");
        }
    }

    private void Count()
    {
        if (OperationsLeft == 0 || _isOff)
        {
            _isOff = true;
            throw new PowerLossException();
        }

        OperationsLeft--;
    }

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public byte[] Durable { get; set; } = [];

        public List<(long Offset, byte[] Bytes)> Pending { get; } = [];

        public byte[] AfterLoss(Random random)
        {
            List<byte> bytes = [.. Durable];
            foreach ((long offset, byte[] written) in Pending)
            {
                if (random.Next(4) == 0)
                {
                    continue;
                }

                bool isTorn = random.Next(3) == 0;
                for (int at = 0; at < written.Length; at += Sector)
                {
                    if (!isTorn || random.Next(2) == 0)
                    {
                        Place(bytes, offset + at, written.AsSpan(at, Math.Min(Sector, written.Length - at)));
                    }
                }
            }

            return [.. bytes];
        }

        public static void Place(List<byte> bytes, long offset, ReadOnlySpan<byte> written)
        {
            while (bytes.Count < offset + written.Length)
            {
                bytes.Add(0);
            }

            written.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[(int)offset..]);
        }
    }

    private sealed class File(VolatileFolder folder, Content content) : IStoreFile
    {
        public long Length => content.Bytes.Count;

        public int Read(Span<byte> head, Span<byte> body, long offset)
        {
            int first = Fill(head, offset);
            return first < head.Length ? first : first + Fill(body, offset + first);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            folder.Count();
            long room = folder.Capacity - folder._names.Values.Sum(other => (long)other.Bytes.Count);
            long grows = Math.Max(0, offset + bytes.Length - content.Bytes.Count);
            ReadOnlySpan<byte> fits = grows <= room ? bytes : bytes[..(int)Math.Max(0, bytes.Length - (grows - Math.Max(0, room)))];
            Content.Place(content.Bytes, offset, fits);
            content.Pending.Add((offset, fits.ToArray()));
            if (fits.Length < bytes.Length)
            {
                throw new IOException("No space left on device");
            }
        }

        public void Flush()
        {
            folder.Count();
            folder.FailFlush();
            content.Durable = [.. content.Bytes];
            content.Pending.Clear();
        }

        public void Dispose()
        {
        }

        private int Fill(Span<byte> bytes, long offset)
        {
            int count = (int)Math.Clamp(content.Bytes.Count - offset, 0, bytes.Length);
            if (count > 0)
            {
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Bytes).Slice((int)offset, count).CopyTo(bytes);
            }

            return count;
        }
    }
}
