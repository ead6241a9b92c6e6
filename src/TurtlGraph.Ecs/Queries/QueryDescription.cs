namespace TurtlGraph.Ecs;

/// <summary>
/// Which entities a query is for: those that have all of some components, at least one of others, and none of the rest.
/// An empty condition excludes nothing. Immutable; each call returns an extended copy.
/// </summary>
public readonly record struct QueryDescription
{
    private QueryDescription(ComponentMask all, ComponentMask any, ComponentMask none)
    {
        AllMask = all;
        AnyMask = any;
        NoneMask = none;
    }

    internal ComponentMask AllMask { get; }

    internal ComponentMask AnyMask { get; }

    internal ComponentMask NoneMask { get; }

    /// <summary>Entities must have this component.</summary>
    public QueryDescription All<T>()
        where T : unmanaged => new(AllMask | ComponentMask.Of<T>(), AnyMask, NoneMask);

    /// <summary>Entities must have both components.</summary>
    public QueryDescription All<T1, T2>()
        where T1 : unmanaged
        where T2 : unmanaged => All<T1>().All<T2>();

    /// <summary>Entities must have all three components.</summary>
    public QueryDescription All<T1, T2, T3>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged => All<T1, T2>().All<T3>();

    /// <summary>Entities must have all four components.</summary>
    public QueryDescription All<T1, T2, T3, T4>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged => All<T1, T2, T3>().All<T4>();

    /// <summary>Entities must have this or another component of the same condition.</summary>
    public QueryDescription Any<T>()
        where T : unmanaged => new(AllMask, AnyMask | ComponentMask.Of<T>(), NoneMask);

    /// <summary>Entities must have at least one of these components.</summary>
    public QueryDescription Any<T1, T2>()
        where T1 : unmanaged
        where T2 : unmanaged => Any<T1>().Any<T2>();

    /// <summary>Entities must have at least one of these components.</summary>
    public QueryDescription Any<T1, T2, T3>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged => Any<T1, T2>().Any<T3>();

    /// <summary>Entities must have at least one of these components.</summary>
    public QueryDescription Any<T1, T2, T3, T4>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged => Any<T1, T2, T3>().Any<T4>();

    /// <summary>Entities must not have this component.</summary>
    public QueryDescription None<T>()
        where T : unmanaged => new(AllMask, AnyMask, NoneMask | ComponentMask.Of<T>());

    /// <summary>Entities must have neither component.</summary>
    public QueryDescription None<T1, T2>()
        where T1 : unmanaged
        where T2 : unmanaged => None<T1>().None<T2>();

    /// <summary>Entities must have none of these components.</summary>
    public QueryDescription None<T1, T2, T3>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged => None<T1, T2>().None<T3>();

    /// <summary>Entities must have none of these components.</summary>
    public QueryDescription None<T1, T2, T3, T4>()
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged => None<T1, T2, T3>().None<T4>();

    internal bool Matches(ComponentMask mask) =>
        mask.Contains(AllMask) && (AnyMask.IsEmpty || mask.Overlaps(AnyMask)) && !mask.Overlaps(NoneMask);
}
