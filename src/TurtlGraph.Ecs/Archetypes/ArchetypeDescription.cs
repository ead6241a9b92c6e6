namespace TurtlGraph.Ecs;

/// <summary>A set of component types, from which a world makes the archetype of the entities that have just these.</summary>
public readonly record struct ArchetypeDescription
{
    private ArchetypeDescription(ComponentMask mask) => Mask = mask;

    /// <summary>The set without any component.</summary>
    public static ArchetypeDescription Empty => default;

    internal ComponentMask Mask { get; }

    internal static ArchetypeDescription Of(ComponentMask mask) => new(mask);

    /// <summary>The set of one component type.</summary>
    public static ArchetypeDescription Of<T1>()
        where T1 : unmanaged => new(ComponentMask.Of<T1>());

    /// <summary>The set of two component types.</summary>
    public static ArchetypeDescription Of<T1, T2>()
        where T1 : unmanaged
        where T2 : unmanaged => Of<T1>().With<T2>();

    /// <summary>The set of three component types.</summary>
    public static ArchetypeDescription Of<T1, T2, T3>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged => Of<T1, T2>().With<T3>();

    /// <summary>The set of four component types.</summary>
    public static ArchetypeDescription Of<T1, T2, T3, T4>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged => Of<T1, T2, T3>().With<T4>();

    /// <summary>This set and one more component type.</summary>
    public ArchetypeDescription With<T>()
        where T : unmanaged => new(Mask | ComponentMask.Of<T>());

    /// <summary>This set and two more component types.</summary>
    public ArchetypeDescription With<T1, T2>()
        where T1 : unmanaged
        where T2 : unmanaged => With<T1>().With<T2>();

    /// <summary>This set and three more component types.</summary>
    public ArchetypeDescription With<T1, T2, T3>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged => With<T1, T2>().With<T3>();

    /// <summary>This set and four more component types.</summary>
    public ArchetypeDescription With<T1, T2, T3, T4>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged => With<T1, T2, T3>().With<T4>();

    /// <summary>The names of the component types.</summary>
    public override string ToString() => Mask.ToString();
}
