namespace TurtlGraph.Ecs.Tests;

/// <summary>A world as a dictionary: for each entity its components by type, the slow way that is plainly right.</summary>
internal sealed class WorldModel
{
    public Dictionary<Entity, Dictionary<Type, object>> Entities { get; } = [];

    public void Create(Entity entity, params object[] components) =>
        Entities.Add(entity, components.ToDictionary(component => component.GetType()));

    public bool Destroy(Entity entity) => Entities.Remove(entity);

    public bool Add(Entity entity, object component)
    {
        if (!Entities.TryGetValue(entity, out var components))
        {
            return false;
        }

        components[component.GetType()] = component;
        return true;
    }

    public bool Set(Entity entity, object component) => Has(entity, component.GetType()) && Add(entity, component);

    public bool Remove(Entity entity, Type type) =>
        Entities.TryGetValue(entity, out var components) && components.Remove(type);

    /// <summary>Takes one component and gives another, which keeps its value when it is there and no value is given.</summary>
    public bool Change(Entity entity, Type removed, object added, bool write)
    {
        if (!Entities.TryGetValue(entity, out var components))
        {
            return false;
        }

        components.Remove(removed);
        if (write || !components.ContainsKey(added.GetType()))
        {
            components[added.GetType()] = write ? added : Activator.CreateInstance(added.GetType())!;
        }

        return true;
    }

    public bool Has(Entity entity, Type type) =>
        Entities.TryGetValue(entity, out var components) && components.ContainsKey(type);

    /// <summary>Everything the world says agrees with the model.</summary>
    public void Check(World world, IEnumerable<Entity> stale)
    {
        Assert.Equal(Entities.Count, world.Count);
        foreach (var (entity, components) in Entities)
        {
            Assert.True(world.IsAlive(entity));
            CheckValue<Health>(world, entity, components);
            CheckValue<Place>(world, entity, components);
            CheckValue<Level>(world, entity, components);
            CheckValue<Wide>(world, entity, components);
            CheckValue<TagA>(world, entity, components);
            CheckValue<TagB>(world, entity, components);
        }

        foreach (var entity in stale)
        {
            CheckStale(world, entity);
        }

        CheckQuery(world, new QueryDescription(), _ => true);
        CheckQuery(world, new QueryDescription().All<Health, TagA>(), has => has(typeof(Health)) && has(typeof(TagA)));
        CheckQuery(world, new QueryDescription().Any<Place, Level>().None<TagB>(), has => (has(typeof(Place)) || has(typeof(Level))) && !has(typeof(TagB)));
        CheckQuery(world, new QueryDescription().None<Health, Wide>(), has => !has(typeof(Health)) && !has(typeof(Wide)));
    }

    public static void CheckStale(World world, Entity entity)
    {
        Assert.False(world.IsAlive(entity));
        Assert.False(world.Has<Health>(entity));
        Assert.False(world.Set(entity, new Health(1)));
        Assert.False(world.Add(entity, new Health(1)));
        Assert.False(world.Remove<Health>(entity));
        Assert.False(world.Change<TagA, TagB>(entity));
        Assert.False(world.Change<TagA, Health>(entity, new Health(1)));
        Assert.False(world.Destroy(entity));
        world.TryGet<Health>(entity, out var found);
        Assert.False(found);
        Assert.Throws<StaleEntityException>(() => world.Get<Health>(entity));
        Assert.Throws<StaleEntityException>(() => world.ArchetypeOf(entity));
    }

    private static void CheckValue<T>(World world, Entity entity, Dictionary<Type, object> components)
        where T : unmanaged
    {
        var expected = components.TryGetValue(typeof(T), out var component);
        Assert.Equal(expected, world.Has<T>(entity));
        ref var value = ref world.TryGet<T>(entity, out var found);
        Assert.Equal(expected, found);
        if (expected)
        {
            Assert.Equal((T)component!, value);
            Assert.Equal((T)component!, world.Get<T>(entity));
        }
        else
        {
            Assert.Throws<MissingComponentException>(() => world.Get<T>(entity));
        }
    }

    private void CheckQuery(World world, QueryDescription description, Func<Func<Type, bool>, bool> matches)
    {
        var expected = Entities.Where(pair => matches(pair.Value.ContainsKey)).Select(pair => pair.Key).ToHashSet();
        var query = world.Query(description);
        var actual = new HashSet<Entity>();
        foreach (ref readonly var chunk in query)
        {
            Assert.True(chunk.Count > 0);
            ChunkColumns.Check(chunk);
            CheckColumn<Health>(chunk);
            CheckColumn<Place>(chunk);
            CheckColumn<Level>(chunk);
            CheckColumn<Wide>(chunk);
            foreach (var entity in chunk.Entities)
            {
                Assert.True(actual.Add(entity), "Visited twice.");
            }
        }

        Assert.Equal(expected.Count, query.Count());
        Assert.Equal(expected.Count == 0, query.IsEmpty);
        Assert.True(expected.SetEquals(actual));
    }

    /// <summary>A column holds the model's values, row by row beside their entities.</summary>
    private void CheckColumn<T>(in Chunk chunk)
        where T : unmanaged
    {
        for (var row = 0; row < chunk.Count; row++)
        {
            var expected = Entities[chunk.Entities[row]].TryGetValue(typeof(T), out var component);
            Assert.Equal(expected, chunk.Has<T>());
            if (expected)
            {
                Assert.Equal((T)component!, chunk.Span<T>()[row]);
            }
        }
    }
}
