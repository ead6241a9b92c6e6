namespace TurtlGraph.Ecs;

/// <summary>Numbers component types, and combinations of them, in the order in which the process first uses them.</summary>
internal static class ComponentRegistry
{
    private static readonly Lock Gate = new();
    private static readonly ComponentInfo[] Infos = new ComponentInfo[ComponentMask.Capacity];
    private static int _count;
    private static int _signatures;

    /// <summary>Gives a type its number.</summary>
    /// <exception cref="TooManyComponentsException">The process uses more component types than a mask has bits.</exception>
    public static ComponentInfo Register(string name, int size)
    {
        lock (Gate)
        {
            if (_count == ComponentMask.Capacity)
            {
                throw new TooManyComponentsException(
                    $"{name} would be component type {_count + 1} of this process; a world distinguishes {ComponentMask.Capacity}.");
            }

            return Infos[_count] = new ComponentInfo(_count++, size, name);
        }
    }

    /// <summary>The type with this number, which must have been registered.</summary>
    public static ComponentInfo Info(int id) => Infos[id];

    /// <summary>Gives a combination of types a number, by which a world finds its archetype without hashing.</summary>
    public static int NextSignature() => Interlocked.Increment(ref _signatures) - 1;
}
