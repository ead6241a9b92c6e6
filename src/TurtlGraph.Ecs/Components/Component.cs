using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <summary>The facts of one component type, constants to compiled code.</summary>
/// <typeparam name="T">The component type.</typeparam>
public static class Component<T>
    where T : unmanaged
{
    private static readonly ComponentInfo Registered =
        ComponentRegistry.Register(typeof(T).Name, HasNoState() ? 0 : Unsafe.SizeOf<T>());

    internal static readonly int Id = Registered.Id;

    /// <summary>
    /// Whether the type is an empty struct. A tag says something of an entity by being there; it takes no column.
    /// </summary>
    public static readonly bool IsTag = Registered.Size == 0;

    /// <summary>
    /// An empty struct occupies one byte, so size does not tell it from a struct of one byte; equality of two values whose
    /// bytes differ does, and unlike looking at the fields it survives trimming.
    /// </summary>
    private static unsafe bool HasNoState()
    {
        if (Unsafe.SizeOf<T>() != 1)
        {
            return false;
        }

        T zero = default;
        T one = default;
        *(byte*)&one = 1;
        return ((object)zero).Equals(one);
    }
}
