using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>One element of a scene or prefab that puts something into the world, in its parent's space.</summary>
internal sealed record SuperTuxKartObject
{
    public required int Index { get; init; }

    public required int Line { get; init; }

    public required SuperTuxKartKind Kind { get; init; }

    /// <summary>The element's name in the file: static-object, object, library, water, item...</summary>
    public required string Tag { get; init; }

    public required string Id { get; init; }

    /// <summary>What is placed: a model, a group of levels, a prefab, particles, a texture or a sound.</summary>
    public required string Target { get; init; }

    public Matrix4x4 Transform { get; init; } = Matrix4x4.Identity;

    /// <summary>Radius, in the object's own space, of what has no model to take it from.</summary>
    public float OwnRadius { get; init; }

    /// <summary>How far the element moves and grows while its curves play; null when it stands still.</summary>
    public SuperTuxKartMotion? Motion { get; init; }

    /// <summary>Textures that the element animates; they are used besides those of the model.</summary>
    public IReadOnlyList<string> Textures { get; init; } = [];
}
