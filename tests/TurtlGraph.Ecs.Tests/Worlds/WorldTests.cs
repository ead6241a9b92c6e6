using TurtlGraph.Memory;

namespace TurtlGraph.Ecs.Tests;

public class WorldTests
{
    [Fact]
    public void Entities_are_created_with_up_to_eight_components()
    {
        using var world = new World();
        var entity = world.Create(
            new Health(1), new Place(2, 3, 4), new Level(5), new Stamp(6), new Span16(7, 8), new Wide(9, 10, 11, 12, 13), default(TagA), default(TagB));
        Assert.Equal(new Health(1), world.Get<Health>(entity));
        Assert.Equal(new Place(2, 3, 4), world.Get<Place>(entity));
        Assert.Equal(new Level(5), world.Get<Level>(entity));
        Assert.Equal(new Stamp(6), world.Get<Stamp>(entity));
        Assert.Equal(new Span16(7, 8), world.Get<Span16>(entity));
        Assert.Equal(new Wide(9, 10, 11, 12, 13), world.Get<Wide>(entity));
        Assert.True(world.Has<TagA>(entity) && world.Has<TagB>(entity) && !world.Has<TagC>(entity));
    }

    [Fact]
    public void The_order_of_types_makes_no_difference()
    {
        using var world = new World();
        var a = world.Create(new Health(1), new Stamp(2));
        var b = world.Create(new Stamp(3), new Health(4));
        Assert.Same(world.ArchetypeOf(a), world.ArchetypeOf(b));
        Assert.Same(world.ArchetypeOf(a), world.Archetype(ArchetypeDescription.Of<Stamp, Health>()));
    }

    [Fact]
    public void Adding_and_removing_keeps_the_other_components()
    {
        using var world = new World();
        var entity = world.Create(new Health(1), new Wide(1, 2, 3, 4, 5));
        world.Add(entity, new Span16(6, 7));
        world.Remove<Health>(entity);
        Assert.Equal(new Wide(1, 2, 3, 4, 5), world.Get<Wide>(entity));
        Assert.Equal(new Span16(6, 7), world.Get<Span16>(entity));
        Assert.False(world.Has<Health>(entity));
    }

    [Fact]
    public void The_last_entity_fills_the_gap_of_a_destroyed_one()
    {
        using var world = new World();
        var entities = Enumerable.Range(0, 5000).Select(i => world.Create(new Health(i), new Place(i, i, i))).ToArray();
        for (var i = 0; i < entities.Length; i += 2)
        {
            Assert.True(world.Destroy(entities[i]));
        }

        for (var i = 1; i < entities.Length; i += 2)
        {
            Assert.Equal(new Health(i), world.Get<Health>(entities[i]));
            Assert.Equal(new Place(i, i, i), world.Get<Place>(entities[i]));
        }

        Assert.Equal(2500, world.Count);
    }

    [Fact]
    public void Memory_of_destroyed_entities_serves_other_archetypes()
    {
        using var world = new World();
        var entities = new Entity[200_000];
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Wide>()), entities);
        var full = world.ChunkMemory;
        Assert.InRange(full, 200_000L * 48, 200_000L * 48 + (4 << 20));
        foreach (var entity in entities)
        {
            world.Destroy(entity);
        }

        Assert.Equal(world.ChunkBytes, world.ChunkMemory);
        world.TrimExcess();
        Assert.Equal(0, world.ChunkMemory);
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Span16, Place, Health>()), entities);
        Assert.True(world.ChunkMemory <= full);
        world.Clear();
        Assert.Equal(0, world.Count);
        Assert.Equal(0, world.ChunkMemory);
    }

    [Fact]
    public void A_record_whose_generations_are_used_up_serves_no_more()
    {
        var words = new NativeList<ulong>(100);
        var table = new EntityTable(words, 1);
        var first = table.Take(0);
        table.Release(first);
        table.SetNextGeneration(first.Index, uint.MaxValue - 1);
        var last = table.Take(7);
        Assert.Equal(first.Index, last.Index);
        Assert.Equal(uint.MaxValue, last.Generation);
        Assert.True(table.TryFind(last, out var slot));
        Assert.Equal(7u, slot);
        table.Release(last);
        Assert.False(table.TryFind(last, out _));
        table.EnsureFree(1);
        Assert.NotEqual(last.Index, table.Take(0).Index);
        Assert.Equal(1, table.Alive);
        words.Dispose();
    }

    [Fact]
    public void A_full_world_refuses_and_stays_as_it_is()
    {
        using var world = new World(new WorldOptions { MaxEntities = 10, InitialCapacity = 1 });
        var entities = Enumerable.Range(0, 10).Select(i => world.Create(new Health(i))).ToArray();
        Assert.Throws<ArenaExhaustedException>(() => world.Create(new Health(10)));
        Assert.Throws<ArenaExhaustedException>(() => world.CreateMany(world.Archetype(ArchetypeDescription.Of<Place>()), new Entity[1]));
        Assert.Equal(10, world.Count);
        Assert.Equal(10, world.Query(new QueryDescription()).Count());
        world.Destroy(entities[3]);
        Assert.Equal(new Health(11), world.Get<Health>(world.Create(new Health(11))));
    }

    [Fact]
    public void A_world_without_chunk_memory_refuses_and_stays_as_it_is()
    {
        using var world = new World(new WorldOptions { ChunkBytes = 65536, LargestChunkBytes = 65536, ReserveBytes = 131072 });
        var entity = world.Create(new Health(1));
        world.Create(new Place(1, 2, 3));
        Assert.Throws<ArenaExhaustedException>(() => world.Add(entity, new Stamp(1)));
        Assert.Throws<ArenaExhaustedException>(() => world.Create(new Stamp(1)));
        Assert.Equal(2, world.Count);
        Assert.Equal(2, world.Query(new QueryDescription()).Count());
        Assert.Equal(new Health(1), world.Get<Health>(entity));
        Assert.False(world.Has<Stamp>(entity));
    }

    [Fact]
    public void Entities_and_archetypes_of_another_world_are_refused()
    {
        using var world = new World();
        using var other = new World();
        var foreign = Enumerable.Range(0, 3000).Select(i => other.Create(new Health(i))).ToArray();
        Assert.All(foreign, entity => Assert.False(world.IsAlive(entity)));
        Assert.Throws<ArgumentException>(() => world.Create(other.Archetype(ArchetypeDescription.Of<Health>())));
        Assert.Throws<ArgumentException>(() => world.CreateMany(other.Archetype(ArchetypeDescription.Empty), new Entity[1]));
    }

    [Fact]
    public void A_missing_component_is_named()
    {
        using var world = new World();
        var entity = world.Create(new Health(1));
        var error = Assert.Throws<MissingComponentException>(() => world.Get<Place>(entity));
        Assert.Contains("Place", error.Message, StringComparison.Ordinal);
        Assert.Contains("Health", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_world_knows_no_entity()
    {
        var world = new World();
        var entity = world.Create(new Health(1));
        var query = world.Query(new QueryDescription().All<Health>());
        world.Dispose();
        world.Dispose();
        Assert.False(world.IsAlive(entity));
        Assert.True(query.IsEmpty);
        Assert.Throws<ArenaExhaustedException>(() => world.Create(new Health(1)));
    }

    [Theory]
    [InlineData(1000, 1 << 20)]
    [InlineData(512, 1 << 20)]
    [InlineData(131072, 1 << 20)]
    [InlineData(16384, 8192)]
    [InlineData(16384, 2 << 20)]
    [InlineData(16384, 50000)]
    public void Impossible_chunk_sizes_are_refused(int chunk, int largest) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new World(new WorldOptions { ChunkBytes = chunk, LargestChunkBytes = largest }));
}
