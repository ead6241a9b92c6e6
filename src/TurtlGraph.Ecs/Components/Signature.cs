namespace TurtlGraph.Ecs;

/// <summary>Number and set of a combination of component types.</summary>
internal static class Signature<T1>
    where T1 : unmanaged
{
    public static readonly ComponentMask Mask = ComponentMask.Of<T1>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2>
    where T1 : unmanaged
    where T2 : unmanaged
{
    public static readonly ComponentMask Mask = ComponentMask.Of<T1>() | ComponentMask.Of<T2>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
{
    public static readonly ComponentMask Mask = ComponentMask.Of<T1>() | ComponentMask.Of<T2>() | ComponentMask.Of<T3>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3, T4>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
{
    public static readonly ComponentMask Mask = Signature<T1, T2, T3>.Mask | ComponentMask.Of<T4>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3, T4, T5>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where T5 : unmanaged
{
    public static readonly ComponentMask Mask = Signature<T1, T2, T3, T4>.Mask | ComponentMask.Of<T5>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3, T4, T5, T6>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where T5 : unmanaged
    where T6 : unmanaged
{
    public static readonly ComponentMask Mask = Signature<T1, T2, T3, T4, T5>.Mask | ComponentMask.Of<T6>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3, T4, T5, T6, T7>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where T5 : unmanaged
    where T6 : unmanaged
    where T7 : unmanaged
{
    public static readonly ComponentMask Mask = Signature<T1, T2, T3, T4, T5, T6>.Mask | ComponentMask.Of<T7>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}

/// <inheritdoc cref="Signature{T1}"/>
internal static class Signature<T1, T2, T3, T4, T5, T6, T7, T8>
    where T1 : unmanaged
    where T2 : unmanaged
    where T3 : unmanaged
    where T4 : unmanaged
    where T5 : unmanaged
    where T6 : unmanaged
    where T7 : unmanaged
    where T8 : unmanaged
{
    public static readonly ComponentMask Mask = Signature<T1, T2, T3, T4, T5, T6, T7>.Mask | ComponentMask.Of<T8>();
    public static readonly int Id = ComponentRegistry.NextSignature();
}
