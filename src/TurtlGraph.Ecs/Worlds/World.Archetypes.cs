using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Archetypes, the graph between them, and queries.</content>
public sealed unsafe partial class World
{
    private readonly Dictionary<ComponentMask, Archetype> _byMask = [];
    private readonly Dictionary<QueryDescription, Query> _queries = [];

    /// <summary>By number; entry 0 is empty, since 0 means none.</summary>
    private Archetype[] _archetypes = new Archetype[16];
    private Archetype?[] _bySignature = [];
    private int _lastArchetype;

    private ReadOnlySpan<Archetype> Archetypes => _archetypes.AsSpan(1, _lastArchetype);

    /// <summary>The archetype of entities with just these components; always the same object.</summary>
    /// <exception cref="TooManyComponentsException">One entity would not fit in a chunk, or there are too many archetypes.</exception>
    public Archetype Archetype(ArchetypeDescription description) => ArchetypeOf(description.Mask);

    /// <summary>The query for a description; always the same object, so ask once and keep it.</summary>
    public Query Query(QueryDescription description)
    {
        if (_queries.TryGetValue(description, out var query))
        {
            return query;
        }

        query = new Query(this, description);
        foreach (var archetype in Archetypes)
        {
            query.Offer(archetype);
        }

        _queries.Add(description, query);
        return query;
    }

    /// <summary>The archetype with a number that this world gave.</summary>
    internal Archetype ArchetypeNumber(int number) => _archetypes[number];

    private Archetype ArchetypeOf(ComponentMask mask) => _byMask.TryGetValue(mask, out var found) ? found : AddArchetype(mask);

    private Archetype AddArchetype(ComponentMask mask)
    {
        var id = _lastArchetype + 1;
        if (id > ushort.MaxValue)
        {
            throw new TooManyComponentsException($"The world has {id - 1} archetypes already; fewer tags that vary independently would need fewer.");
        }

        var archetype = new Archetype(this, id, mask, _store);
        if (id == _archetypes.Length)
        {
            Array.Resize(ref _archetypes, 2 * id);
        }

        _archetypes[id] = archetype;
        _lastArchetype = id;
        _byMask.Add(mask, archetype);
        foreach (var query in _queries.Values)
        {
            query.Offer(archetype);
        }

        return archetype;
    }

    /// <summary>The archetype for a combination of types that has a number; a table lookup once it is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Archetype ArchetypeOf(int signature, in ComponentMask mask)
    {
        var known = _bySignature;
        return (uint)signature < (uint)known.Length && known[signature] is { } archetype ? archetype : LearnSignature(signature, mask);
    }

    private Archetype LearnSignature(int signature, ComponentMask mask)
    {
        if (signature >= _bySignature.Length)
        {
            Array.Resize(ref _bySignature, Math.Max(16, 2 * signature));
        }

        return _bySignature[signature] = ArchetypeOf(mask);
    }

    /// <summary>The archetype with one component more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Archetype With(Archetype archetype, int component)
    {
        int target = archetype.AddEdges[component];
        return target != 0 ? _archetypes[target] : AddEdge(archetype, component);
    }

    /// <summary>The archetype with one component less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Archetype Without(Archetype archetype, int component)
    {
        int target = archetype.RemoveEdges[component];
        return target != 0 ? _archetypes[target] : AddRemoveEdge(archetype, component);
    }

    private Archetype AddEdge(Archetype archetype, int component)
    {
        var target = ArchetypeOf(archetype.Mask | ComponentMask.Of(component));
        archetype.AddEdges[component] = (ushort)target.Id;
        return target;
    }

    private Archetype AddRemoveEdge(Archetype archetype, int component)
    {
        var target = ArchetypeOf(archetype.Mask.Without(ComponentMask.Of(component)));
        archetype.RemoveEdges[component] = (ushort)target.Id;
        return target;
    }
}
