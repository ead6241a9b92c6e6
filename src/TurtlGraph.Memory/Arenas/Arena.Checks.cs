using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace TurtlGraph.Memory;

public sealed unsafe partial class Arena
{
    private static void Check(ArenaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Name);
        CheckAtLeastOne(options.MaxBytes, nameof(ArenaOptions.MaxBytes));
        CheckAtLeastOne(options.InitialBytes, nameof(ArenaOptions.InitialBytes));
        CheckAtLeastOne(options.CommitStepBytes, nameof(ArenaOptions.CommitStepBytes));
        if (!(options.GrowthFactor >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.GrowthFactor, $"{nameof(ArenaOptions.GrowthFactor)} must be at least 1.");
        }

        if (options.Alignment <= 0 || !BitOperations.IsPow2(options.Alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Alignment, $"{nameof(ArenaOptions.Alignment)} must be a power of two.");
        }

        if (options.NumaNode < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.NumaNode, $"{nameof(ArenaOptions.NumaNode)} must be null, 0 or more.");
        }
    }

    private static void CheckAtLeastOne(long value, string option)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(option), value, $"{option} must be at least 1.");
        }
    }

    private void CheckRequest(long bytes, int alignment)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (bytes <= 0 || alignment <= 0 || !BitOperations.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(
                nameof(bytes), $"{bytes} bytes at an alignment of {alignment}: the size must be positive and the alignment a power of two.");
        }
    }

    [DoesNotReturn]
    private void ThrowExhausted(long bytes) => throw new ArenaExhaustedException(
        $"Arena \"{Name}\" of {Reserved:N0} bytes with {Used:N0} in use cannot give {bytes:N0} more; raise {nameof(ArenaOptions.MaxBytes)}.");

    [DoesNotReturn]
    private void ThrowScopeOpen() => throw new InvalidOperationException(
        $"Arena \"{Name}\" cannot be reset while a scope is open; dispose the scope first.");

    [DoesNotReturn]
    private void ThrowOutOfOrder() => throw new InvalidOperationException(
        $"A scope of arena \"{Name}\" is disposed before a scope that was opened in it, or a second time; scopes end in the reverse order of opening.");
}
