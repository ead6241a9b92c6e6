using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>What a source needs of the kernel before it can begin, and what of it was refused.</summary>
internal sealed unsafe class RingSetup
{
    private RingSetup(Ring ring, int wakeEvent)
    {
        Ring = ring;
        WakeEvent = wakeEvent;
        WakeCount = (ulong*)NativeMemory.AlignedAlloc(64, 64);
    }

    public Ring Ring { get; }

    /// <summary>The event that wakes the thread in the kernel.</summary>
    public int WakeEvent { get; }

    /// <summary>Where the event's counter is read to; nobody looks at it.</summary>
    public ulong* WakeCount { get; }

    /// <summary>Places in the table of files; 0 without one.</summary>
    public int FilePlaces { get; private init; }

    public string Detail { get; private init; } = "";

    public static bool TryMake(UringOptions options, [NotNullWhen(true)] out RingSetup? setup, out string refusal)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        setup = null;
        if (!LinuxCalls.IsSupported)
        {
            refusal = "io_uring needs Linux on x64 or arm64";
            return false;
        }

        // An entry for each read, the wake event and some cancels; twice as many completions.
        int entries = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(options.RingDepth, options.QueueDepth) + 8);
        Ring? ring = TryCreate(options, entries, out string detail, out int error);
        if (ring is null)
        {
            refusal = $"io_uring refused: {Explain(error)}";
            return false;
        }

        int wakeEvent = -1;
        if (!ring.Supports(RingOperation.Read, RingOperation.ReadFixed, RingOperation.AsyncCancel) || (wakeEvent = LinuxCalls.CreateEvent()) < 0)
        {
            ring.Dispose();
            refusal = wakeEvent == -1 ? "io_uring lacks an operation that is needed" : $"no event descriptor: {Explain(-wakeEvent)}";
            return false;
        }

        bool hasFiles = options.RegisteredFiles > 0 && ring.TryMakeFileTable(options.RegisteredFiles);
        setup = new RingSetup(ring, wakeEvent)
        {
            FilePlaces = hasFiles ? options.RegisteredFiles : 0,
            Detail = hasFiles || options.RegisteredFiles == 0 ? detail : Join(detail, "files not registered: the kernel or a limit refuses"),
        };
        refusal = "";
        return true;
    }

    /// <summary>A ring with a polling thread where that is asked for and granted, else a plain one.</summary>
    private static Ring? TryCreate(UringOptions options, int entries, out string detail, out int error)
    {
        uint wanted = options.KernelPolling ? RingParameters.SubmissionPolling : 0;
        detail = "";
        Ring? ring = Ring.TryCreate(entries, entries * 2, wanted, options.PollingIdleMilliseconds, out error);
        if (ring is null && wanted != 0)
        {
            detail = $"no polling thread: {Explain(error)}";
            ring = Ring.TryCreate(entries, entries * 2, 0, 0, out error);
        }

        return ring;
    }

    public static string Join(string first, string second) =>
        first.Length == 0 ? second : first.Contains(second, StringComparison.Ordinal) ? first : $"{first}; {second}";

    public static void FreeWake(int wakeEvent, ulong* wakeCount)
    {
        LinuxCalls.CloseFile(wakeEvent);
        NativeMemory.AlignedFree(wakeCount);
    }

    private static string Explain(int error)
    {
        const int NotPermitted = 1, AccessDenied = 13, TooManyFiles = 24;
        return error switch
        {
            NotPermitted => "not permitted (EPERM): a seccomp policy or kernel.io_uring_disabled",
            AccessDenied => "access denied (EACCES): a security policy",
            Ring.NotSupported => "the kernel has none, or one older than 5.11 (ENOSYS)",
            LinuxCalls.NoMemory => "no memory, or the limit of locked memory (ENOMEM; ulimit -l)",
            TooManyFiles => "too many open files (EMFILE; ulimit -n)",
            _ => $"error {error}: {Marshal.GetPInvokeErrorMessage(error)}",
        };
    }
}
