namespace TurtlGraph.Ecs;

/// <summary>
/// The archetypes that match a description, kept up to date by the world. <c>foreach (ref readonly var chunk in query)</c>
/// visits their chunks in the order in which the archetypes were made, and in each in the order of memory as far as possible.
/// </summary>
/// <remarks>
/// Made by <see cref="World.Query"/>, which returns the same query for the same description. Iterating allocates nothing. The
/// world must not change its structure while a query is iterated: record the change in a <see cref="CommandBuffer"/>.
/// </remarks>
public sealed partial class Query
{
    private Archetype[] _archetypes = new Archetype[4];
    private int _archetypeCount;

    internal Query(World world, QueryDescription description)
    {
        World = world;
        Description = description;
    }

    /// <summary>The world it looks at.</summary>
    public World World { get; }

    /// <summary>What it looks for.</summary>
    public QueryDescription Description { get; }

    /// <summary>Whether no entity matches.</summary>
    public bool IsEmpty => ChunkCount() == 0;

    /// <summary>The archetypes that match, with entities or without.</summary>
    public ReadOnlySpan<Archetype> Archetypes => _archetypes.AsSpan(0, _archetypeCount);

    /// <summary>Number of entities that match.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var archetype in Archetypes)
        {
            count += archetype.Count;
        }

        return count;
    }

    /// <summary>Number of chunks that hold the matching entities.</summary>
    public int ChunkCount()
    {
        var count = 0;
        foreach (var archetype in Archetypes)
        {
            count += archetype.ChunkCount;
        }

        return count;
    }

    /// <summary>Visits the chunks; used by <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    internal void Offer(Archetype archetype)
    {
        if (!Description.Matches(archetype.Mask))
        {
            return;
        }

        if (_archetypeCount == _archetypes.Length)
        {
            Array.Resize(ref _archetypes, 2 * _archetypeCount);
        }

        _archetypes[_archetypeCount++] = archetype;
    }
}
