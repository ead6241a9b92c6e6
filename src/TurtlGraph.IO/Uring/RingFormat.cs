using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

// The binary interface of io_uring, as linux/io_uring.h gives it.

/// <summary>Operations of a submission entry.</summary>
internal static class RingOperation
{
    public const byte ReadFixed = 4;
    public const byte AsyncCancel = 14;
    public const byte Read = 22;
}

/// <summary>One submission: 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct RingSubmission
{
    public const byte FixedFile = 1;
    public const byte Async = 16;

    public byte Operation;
    public byte Flags;
    public ushort Priority;
    public int File;
    public ulong Offset;
    public byte* Address;
    public uint Length;
    public uint OperationFlags;
    public ulong UserData;
    public ushort BufferIndex;
}

/// <summary>One completion: 16 bytes.</summary>
internal struct RingCompletion
{
    public ulong UserData;
    public int Result;
    public uint Flags;
}

/// <summary>What a ring is made with, and what the kernel says about it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct RingParameters
{
    public const uint SubmissionPolling = 1 << 1;
    public const uint CompletionSize = 1 << 3;

    public const uint SingleMapping = 1 << 0;
    public const uint NoDrop = 1 << 1;
    public const uint FastPoll = 1 << 5;
    public const uint ExtendedArgument = 1 << 8;

    public uint SubmissionEntries;
    public uint CompletionEntries;
    public uint Flags;
    public uint PollingCpu;
    public uint PollingIdleMilliseconds;
    public uint Features;
    public uint WorkerRing;
    private readonly uint _reserved0;
    private readonly uint _reserved1;
    private readonly uint _reserved2;
    public RingOffsets Submissions;
    public RingOffsets Completions;
}

/// <summary>Offsets in the mapped ring; the fifth and sixth mean different things for the two queues.</summary>
internal struct RingOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;

    /// <summary>Submissions: flags. Completions: overflow counter.</summary>
    public uint Fifth;

    /// <summary>Submissions: dropped counter. Completions: the entries.</summary>
    public uint Sixth;

    /// <summary>Submissions: the index array. Completions: flags.</summary>
    public uint Seventh;
    private readonly uint _reserved;
    private readonly ulong _address;
}

/// <summary>Extended argument of a wait.</summary>
internal unsafe struct RingWaitArgument
{
    public ulong SignalMask;
    public uint SignalMaskSize;
    public uint MinimumWaitMicroseconds;
    public RingTime* Timeout;
}

/// <summary>The kernel's 64-bit time span.</summary>
internal struct RingTime
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary>Argument of IORING_REGISTER_FILES2 and IORING_REGISTER_BUFFERS2.</summary>
internal struct RingTable
{
    public const uint Sparse = 1;

    public uint Count;
    public uint Flags;
    public ulong Reserved;
    public ulong Data;
    public ulong Tags;
}

/// <summary>Argument of the update of some entries of a registered table.</summary>
internal struct RingTableUpdate
{
    public uint First;
    public uint Reserved;
    public ulong Data;
    public ulong Tags;
    public uint Count;
    public uint Reserved2;
}

/// <summary>struct iovec.</summary>
internal unsafe struct RingBuffer
{
    public byte* Start;
    public nuint Length;
}
