namespace TurtlGraph.Ecs.Tests;

public class ChunkLayoutTests
{
    [Fact]
    public void Every_column_of_every_chunk_is_aligned_padded_and_its_own() => Law.HoldsForSteps(40, 12, steps =>
    {
        foreach (var step in steps)
        {
            var chunkBytes = 1024 << (step % 7);
            using var world = new World(new WorldOptions { ChunkBytes = chunkBytes, LargestChunkBytes = chunkBytes << (step / 7 % 5) });
            var description = Describe(step >> 8);
            var archetype = world.Archetype(description);
            world.CreateMany(archetype, new Entity[1 + (step % 5000)]);
            var seen = 0;
            foreach (ref readonly var chunk in world.Query(new QueryDescription()))
            {
                ChunkColumns.Check(chunk);
                seen += chunk.Count;
            }

            Assert.Equal(archetype.Count, seen);
        }
    });

    [Fact]
    public void What_lies_behind_the_last_entity_may_be_overwritten()
    {
        using var world = new World();
        var archetype = world.Archetype(ArchetypeDescription.Of<Health, Place, Level>());
        var created = new Entity[7];
        world.CreateMany(archetype, created);
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Health>()))
        {
            Assert.Equal(16, chunk.PaddedSpan<Health>().Length);
            Assert.Equal(64, chunk.PaddedSpan<Level>().Length);
            Assert.Equal(128 / 12, chunk.PaddedSpan<Place>().Length);
            Assert.Equal(32, chunk.PaddedSpan<Place, int>().Length);
            chunk.PaddedSpan<Health>().Fill(new Health(-1));
            chunk.PaddedSpan<Level>().Fill(new Level(9));
            chunk.PaddedSpan<Place, int>().Fill(5);
        }

        Assert.All(created, entity => Assert.Equal(new Place(5, 5, 5), world.Get<Place>(entity)));
        var more = world.Create(archetype);
        Assert.Equal(default, world.Get<Health>(more));
        Assert.Equal(default, world.Get<Place>(more));
        Assert.Equal(default, world.Get<Level>(more));
    }

    [Fact]
    public unsafe void Chunks_of_one_archetype_are_neighbours_in_long_runs()
    {
        using var world = new World();
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Stamp>()), new Entity[1_000_000]);
        var starts = new List<ulong>();
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Stamp>()))
        {
            Assert.True(chunk.Capacity * 16 <= 1 << 20);
            fixed (Entity* entities = chunk.Entities)
            {
                starts.Add((ulong)entities);
            }
        }

        // 16 MB in chunks of up to 1 MiB: the growing ones at the start, then the largest, with no gap in the whole.
        Assert.InRange(starts.Count, 16, 24);
        starts.Sort();
        Assert.InRange(starts[^1] - starts[0], 15ul << 20, 17ul << 20);
    }

    [Fact]
    public void One_chunk_size_can_be_asked_for()
    {
        using var world = new World(new WorldOptions { LargestChunkBytes = 16 << 10 });
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Stamp>()), new Entity[10_000]);
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Stamp>()))
        {
            Assert.Equal(1024, chunk.Capacity);
        }
    }

    [Fact]
    public void Tags_take_no_room()
    {
        using var world = new World();
        var plain = world.Archetype(ArchetypeDescription.Of<Stamp>());
        var tagged = world.Archetype(ArchetypeDescription.Of<Stamp, TagA, TagB, TagC>());
        world.Create(plain);
        world.Create(tagged);
        var capacities = new List<int>();
        foreach (ref readonly var chunk in world.Query(new QueryDescription().All<Stamp>()))
        {
            capacities.Add(chunk.Capacity);
        }

        Assert.Equal([1024, 1024], capacities);
    }

    [Fact]
    public void A_chunk_names_the_column_it_lacks()
    {
        using var world = new World();
        world.Create(new Health(1), default(TagA));
        foreach (var chunk in world.Query(new QueryDescription().All<Health>()))
        {
            Assert.True(chunk.Has<TagA>());
            Assert.False(chunk.Has<Place>());
            var missing = Assert.Throws<MissingComponentException>(() => chunk.Span<Place>().Length);
            Assert.Contains("Place", missing.Message, StringComparison.Ordinal);
            Assert.Contains("Health", missing.Message, StringComparison.Ordinal);
            Assert.Throws<MissingComponentException>(() => chunk.Span<TagA>().Length);
        }
    }

    [Fact]
    public void An_entity_larger_than_a_chunk_is_refused()
    {
        using var world = new World(new WorldOptions { ChunkBytes = 1024 });
        var error = Assert.Throws<TooManyComponentsException>(() => world.Archetype(ArchetypeDescription.Of<Huge>()));
        Assert.Contains("Huge", error.Message, StringComparison.Ordinal);
        Assert.Throws<TooManyComponentsException>(() => world.Archetype(ArchetypeDescription.Of<Huge>()));
        Assert.Equal(0, world.Query(new QueryDescription()).Count());
    }

    [System.Runtime.CompilerServices.InlineArray(1024)]
    private struct Huge
    {
        private byte _first;
    }

    private static ArchetypeDescription Describe(int bits)
    {
        var description = ArchetypeDescription.Empty;
        description = (bits & 1) != 0 ? description.With<Health>() : description;
        description = (bits & 2) != 0 ? description.With<Place>() : description;
        description = (bits & 4) != 0 ? description.With<Level>() : description;
        description = (bits & 8) != 0 ? description.With<Stamp>() : description;
        description = (bits & 16) != 0 ? description.With<Wide>() : description;
        return (bits & 32) != 0 ? description.With<TagA>() : description;
    }
}
