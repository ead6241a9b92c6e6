using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Linux: transparent huge pages by madvise, explicit ones by MAP_HUGETLB, NUMA nodes by mbind (called by number, so that no
/// library of its own is needed).
/// </summary>
internal sealed unsafe partial class LinuxPages : UnixPages
{
    private const int MapAnonymous = 0x20;
    private const int MapNoReserve = 0x4000;
    private const int MapHuge = 0x40000;
    private const int MapHugeSizeShift = 26;
    private const int MapFixedNoReplace = 0x100000;
    private const int AdviceHugePage = 14;
    private const int PolicyPreferred = 1;

    /// <summary>EEXIST: what was reserved is still reserved.</summary>
    private const int AlreadyThere = 17;
    private const int MaskWords = 16;

    /// <summary>A huge page above this (arm64 with 64 KiB pages has 512 MiB) would take far more memory than is used.</summary>
    private const long LargestAdvised = 32 << 20;

    private readonly NodeList _nodes;
    private readonly string? _adviceRefused;

    public LinuxPages()
        : this(NodeList.Read("/sys/devices/system/node/online"))
    {
    }

    internal LinuxPages(NodeList nodes)
    {
        _nodes = nodes;
        HugePageSize = ReadHugePageSize();
        _adviceRefused = WhyNoAdvice();
    }

    public override long HugePageSize { get; }

    public override int NumaNodes => _nodes.Count;

    public override int CurrentNode
    {
        get
        {
            uint node = 0;
            var number = CallNumber(x64: 309, arm64: 168);
            return number != 0 && SystemCall(number, 0, (nint)(&node), 0, 0, 0, 0) == 0 ? (int)node : 0;
        }
    }

    protected override int AnonymousNoReserve => MapAnonymous | MapNoReserve;

    protected override int AdviceDiscard => 4;

    public override string? AdviseHugePages(byte* start, long bytes)
    {
        if (_adviceRefused != null)
        {
            return _adviceRefused;
        }

        return Advise((nint)start, (nuint)bytes, AdviceHugePage) == 0 ? null : LastError();
    }

    public override string? CommitHugePages(byte* start, long bytes)
    {
        // Kernels before 6.12 unmap what lies at a fixed address before they look for pages, so they are looked for elsewhere first.
        var flags = MapPrivate | MapAnonymous | MapHuge | (BitOperations.Log2((ulong)HugePageSize) << MapHugeSizeShift);
        var probe = Map(0, (nuint)bytes, ProtReadWrite, flags, -1, 0);
        if (probe == MapFailed)
        {
            return $"{LastError()} (vm.nr_hugepages sets how many there are)";
        }

        _ = Unmap(probe, (nuint)bytes);
        if (Map((nint)start, (nuint)bytes, ProtReadWrite, flags | MapFixed, -1, 0) != MapFailed)
        {
            return null;
        }

        var reason = LastError();
        Plug(start, bytes);
        return reason;
    }

    public override string? PreferNode(byte* start, long bytes, int node)
    {
        if (NumaNodes == 1)
        {
            return OneNode;
        }

        var number = CallNumber(x64: 237, arm64: 235);
        if (number == 0 || node >= MaskWords * 64)
        {
            return $"NUMA node {node} cannot be named on this system";
        }

        var mask = stackalloc ulong[MaskWords];
        mask[node / 64] = 1ul << (node % 64);

        // The kernel reads one bit less than it is told.
        return SystemCall(number, (nint)start, (nint)bytes, PolicyPreferred, (nint)mask, (MaskWords * 64) + 1, 0) == 0 ? null : LastError();
    }

    /// <summary>Reserves again what an old kernel unmapped when another process took the last huge pages just then.</summary>
    private void Plug(byte* start, long bytes)
    {
        var plugged = Map((nint)start, (nuint)bytes, ProtNone, MapPrivate | AnonymousNoReserve | MapFixedNoReplace, -1, 0);
        if (plugged == MapFailed && Marshal.GetLastPInvokeError() != AlreadyThere)
        {
            throw Refused("reserve again", bytes);
        }
    }

    private string? WhyNoAdvice()
    {
        if (HugePageSize > LargestAdvised)
        {
            return $"a huge page of this system has {HugePageSize:N0} bytes";
        }

        var enabled = ReadText("/sys/kernel/mm/transparent_hugepage/enabled");
        return enabled.Contains("[never]", StringComparison.Ordinal) ? "transparent huge pages are switched off" : null;
    }

    private static long ReadHugePageSize()
    {
        var text = ReadText("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
        return long.TryParse(text, CultureInfo.InvariantCulture, out var size) && BitOperations.IsPow2(size) ? size : 2 << 20;
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static nint CallNumber(int x64, int arm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => x64,
        Architecture.Arm64 => arm64,
        _ => 0,
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
