using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Flythrough;

/// <summary>
/// Time that the host of a virtual machine took from it, in ticks of 10 ms over all processors, from <c>/proc/stat</c>.
/// Where it cannot be seen it stays at 0.
/// </summary>
internal sealed class StealClock : IDisposable
{
    private const int StealField = 8;
    private readonly SafeFileHandle? _file;
    private readonly byte[] _line = new byte[512];

    public StealClock()
    {
        try
        {
            _file = OperatingSystem.IsLinux() ? File.OpenHandle("/proc/stat") : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file = null;
        }
    }

    /// <summary>Ticks so far. Does not allocate.</summary>
    public long Read()
    {
        int length = _file is null ? 0 : RandomAccess.Read(_file, _line, 0);
        return Parse(_line.AsSpan(0, length));
    }

    /// <summary>The steal field of the first line, which sums all processors: <c>cpu user nice system idle iowait irq softirq steal</c>.</summary>
    internal static long Parse(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("cpu "u8))
        {
            return 0;
        }

        int field = 0;
        long value = 0;
        bool inNumber = false;
        foreach (byte c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                field += inNumber ? 0 : 1;
                value = inNumber ? (value * 10) + (c - '0') : c - '0';
                inNumber = true;
            }
            else
            {
                if (inNumber && field == StealField)
                {
                    return value;
                }

                if (c == '\n')
                {
                    break;
                }

                inNumber = false;
            }
        }

        return 0;
    }

    public void Dispose() => _file?.Dispose();
}
