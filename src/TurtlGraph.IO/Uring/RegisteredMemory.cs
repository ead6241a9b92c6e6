namespace TurtlGraph.IO;

/// <summary>The memory that a ring has pinned, as places of its table of buffers. Filled before the first read, then only read.</summary>
internal sealed unsafe class RegisteredMemory(Ring ring)
{
    private const int Places = 256;

    // The kernel's own limit for one buffer is 1 GiB.
    private const long PlaceBytes = 1L << 30;
    private readonly List<Range> _ranges = [];
    private bool _hasTable;
    private int _used;

    /// <summary>Pins memory. False when the kernel or a limit refuses; what was pinned before stays so.</summary>
    public bool TryAdd(byte* start, long bytes)
    {
        long pieces = (bytes + PlaceBytes - 1) / PlaceBytes;
        _hasTable = _hasTable || ring.TryMakeBufferTable(Places);
        if (!_hasTable || bytes <= 0 || _used + pieces > Places)
        {
            return false;
        }

        for (long done = 0; done < bytes; done += PlaceBytes)
        {
            long length = Math.Min(PlaceBytes, bytes - done);
            if (ring.PutBuffer(_used, start + done, (nuint)length) != 0)
            {
                return false;
            }

            _ranges.Add(new Range(start + done, start + done + length, (ushort)_used++));
        }

        return true;
    }

    /// <summary>The place that holds all of a destination.</summary>
    public bool TryFind(byte* destination, long length, out ushort place)
    {
        for (int i = 0; i < _ranges.Count; i++)
        {
            Range range = _ranges[i];
            if (destination >= range.Start && destination + length <= range.End)
            {
                place = range.Place;
                return true;
            }
        }

        place = 0;
        return false;
    }

    private readonly struct Range(byte* start, byte* end, ushort place)
    {
        public readonly byte* Start = start;
        public readonly byte* End = end;
        public readonly ushort Place = place;
    }
}
