namespace TurtlGraph.Ecs.Tests;

public class QueryTests
{
    [Fact]
    public void The_same_description_gives_the_same_query()
    {
        using var world = new World();
        var query = world.Query(new QueryDescription().All<Health, Place>().None<TagA>());
        Assert.Same(query, world.Query(new QueryDescription().All<Place>().None<TagA>().All<Health>()));
        Assert.NotSame(query, world.Query(new QueryDescription().All<Place>().None<TagB>().All<Health>()));
    }

    [Fact]
    public void A_query_sees_archetypes_made_after_it()
    {
        using var world = new World();
        var query = world.Query(new QueryDescription().All<Health>());
        Assert.True(query.IsEmpty);
        world.Create(new Health(1));
        world.Create(new Health(2), new Place(1, 1, 1));
        world.Create(new Place(1, 1, 1));
        Assert.Equal(2, query.Count());
        Assert.Equal(2, query.ChunkCount());
    }

    [Fact]
    public void Values_written_through_spans_are_those_entities_have()
    {
        using var world = new World();
        var entities = new Entity[10_000];
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Health, Stamp>()), entities);
        var next = 0;
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Health, Stamp>()))
        {
            var healths = chunk.Span<Health>();
            var stamps = chunk.Span<Stamp>();
            for (var i = 0; i < chunk.Count; i++)
            {
                healths[i] = new Health(chunk.Entities[i].Index);
                stamps[i] = new Stamp(next++);
            }
        }

        for (var i = 0; i < entities.Length; i++)
        {
            Assert.Equal(entities[i].Index, world.Get<Health>(entities[i]).Value);
            Assert.Equal(i, world.Get<Stamp>(entities[i]).Value);
        }
    }

    [Fact]
    public void Changing_the_structure_while_iterating_is_found_out()
    {
        using var world = new World();
        var entity = world.Create(new Health(1));
        world.Create(new Health(1), new Place(1, 1, 1));
        var query = world.Query(new QueryDescription().All<Health>());
        Action[] changes =
        [
            () => world.Create(new Health(1)),
            () => world.Add<TagA>(entity),
            () => world.Remove<TagA>(entity),
            () => world.Destroy(entity),
            () => world.CreateMany(world.Archetype(ArchetypeDescription.Of<Health>()), new Entity[2]),
            world.Clear,
        ];
        foreach (var change in changes)
        {
            Assert.Throws<StructuralChangeException>(() =>
            {
                foreach (ref readonly var chunk in query)
                {
                    change();
                }
            });
        }
    }

    [Fact]
    public void Writing_components_while_iterating_is_fine()
    {
        using var world = new World();
        var entity = world.Create(new Health(1));
        world.Create(new Health(1), new Place(1, 1, 1));
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Health>()))
        {
            world.Set(entity, new Health(2));
            world.Get<Health>(entity).Value++;
            world.Add(entity, new Health(5));
        }

        Assert.Equal(5, world.Get<Health>(entity).Value);
    }
}
