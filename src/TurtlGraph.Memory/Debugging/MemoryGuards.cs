namespace TurtlGraph.Memory;

/// <summary>
/// What an allocator does to find faults of those who use it: writes past either end, use after free, double and foreign
/// free, leaks. Every allocator takes it as an option; when it is off, an allocation pays for one comparison with null.
/// </summary>
/// <remarks>
/// Guarded allocators take a lock, keep managed records and use more memory: they are for tests and the hunt for a fault. Turned on
/// for a whole process, they also write what is not freed when it ends to standard error, with the stacks of who allocated it.
/// </remarks>
public sealed record MemoryGuards
{
    /// <summary>The environment variable that turns guards on in a process when it is "1".</summary>
    public const string EnvironmentVariable = "TURTL_MEMORY_DEBUG";

    /// <summary>The <see cref="AppContext"/> switch that turns guards on in a process.</summary>
    public const string SwitchName = "TurtlGraph.Memory.Debug";

    private readonly int _guardBytes = CacheLine.Size;

    /// <summary>No guards.</summary>
    public static MemoryGuards Off { get; } = new();

    /// <summary>Everything.</summary>
    public static MemoryGuards On { get; } = new() { Enabled = true };

    /// <summary>
    /// <see cref="On"/> if the environment variable or the <see cref="AppContext"/> switch says so, else <see cref="Off"/>.
    /// Allocators ask when they are made.
    /// </summary>
    public static MemoryGuards Default =>
        (AppContext.TryGetSwitch(SwitchName, out var on) && on) || Environment.GetEnvironmentVariable(EnvironmentVariable) == "1" ? On : Off;

    /// <summary>Whether the allocator records and checks at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>Bytes of pattern before and behind each allocation, a positive multiple of 64. Default 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive multiple of 64.</exception>
    public int GuardBytes
    {
        get => _guardBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfNotEqual(value % CacheLine.Size, 0, nameof(value));
            _guardBytes = value;
        }
    }

    /// <summary>Whether fresh and freed memory is filled with patterns, which shows reads of unwritten memory and finds writes after free. Default true.</summary>
    public bool Poison { get; init; } = true;

    /// <summary>Whether call stacks are kept for each allocation and free, which is the slow part. Default true.</summary>
    public bool Stacks { get; init; } = true;

    /// <summary>Freed bytes that a heap keeps back from reuse so that writes after free are found, at least 0. Default 4 MiB.</summary>
    public long QuarantineBytes { get; init; } = 4L << 20;
}
