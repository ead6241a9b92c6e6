using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <summary>
/// A handle of 8 bytes: which record of its world, and which use of that record. After the entity is destroyed the handle is
/// stale and every call refuses it, also when the record serves another entity.
/// </summary>
public readonly record struct Entity
{
    private readonly ulong _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Entity(int index, uint generation) => _value = ((ulong)generation << 32) | (uint)index;

    /// <summary>The handle that names no entity, equal to <see langword="default"/>.</summary>
    public static Entity None => default;

    /// <summary>Number of the record; negative for an entity that a command buffer has yet to create.</summary>
    public int Index => (int)_value;

    /// <summary>Which use of the record this is, 1 or more; 0 in <see cref="None"/>.</summary>
    public uint Generation => (uint)(_value >> 32);

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => _value == 0;

    /// <inheritdoc/>
    public override string ToString() => IsNone ? "Entity(none)" : $"Entity({Index}, generation {Generation})";
}
