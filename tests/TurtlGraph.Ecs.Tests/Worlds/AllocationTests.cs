namespace TurtlGraph.Ecs.Tests;

public class AllocationTests
{
    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        var entities = new Entity[5000];
        var archetype = world.Archetype(ArchetypeDescription.Of<Health, Place>());
        var query = world.Query(new QueryDescription().All<Health>());
        for (var round = 0; round < 3; round++)
        {
            Work(world, commands, archetype, query, entities);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Work(world, commands, archetype, query, entities);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Work(World world, CommandBuffer commands, Archetype archetype, Query query, Entity[] entities)
    {
        world.CreateMany(archetype, entities);
        for (var i = 0; i < entities.Length; i++)
        {
            world.Destroy(entities[i]);
            entities[i] = world.Create(new Health(i), new Place(i, i, i));
        }

        var sum = 0;
        foreach (ref readonly var chunk in query)
        {
            foreach (var health in chunk.Span<Health>())
            {
                sum += health.Value;
            }
        }

        foreach (var entity in entities)
        {
            world.Add(entity, new Stamp(sum));
            world.Get<Health>(entity).Value++;
            world.Change<TagA, TagB>(entity);
            world.Remove<Stamp>(entity);
            commands.Change<TagB, TagA>(entity);
            commands.Set(commands.Create(archetype), new Health(1));
            commands.Destroy(entity);
            commands.Destroy(entity);
        }

        commands.Playback();
        world.Query(new QueryDescription().All<Health>());
        world.Clear();
    }
}
