namespace TurtlGraph.Ecs.Tests;

public class CommandBufferTests
{
    [Fact]
    public void A_created_entity_can_be_used_before_it_exists()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        var entity = commands.Create();
        commands.Add(entity, new Health(3));
        commands.Add<TagA>(entity);
        commands.Set(entity, new Health(4));
        Assert.Equal(0, world.Count);
        Assert.Equal(4, commands.Count);
        commands.Playback();
        var real = commands.Resolve(entity);
        Assert.Equal(new Health(4), world.Get<Health>(real));
        Assert.True(world.Has<TagA>(real));
        Assert.Equal(0, commands.Count);
        Assert.Equal(0, commands.SkippedCommands);
    }

    [Fact]
    public void Commands_on_stale_entities_are_counted_and_skipped()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        var entity = world.Create(new Health(1));
        commands.Destroy(entity);
        commands.Set(entity, new Health(2));
        commands.Add(entity, new Place(1, 2, 3));
        commands.Change<TagA, TagB>(entity);
        commands.Remove<Health>(entity);
        commands.Destroy(entity);
        commands.Playback();
        Assert.Equal(5, commands.SkippedCommands);
        Assert.Equal(0, world.Count);
    }

    [Fact]
    public void A_handle_of_an_older_recording_names_nothing()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        var old = commands.Create();
        commands.Playback();
        var recent = commands.Create();
        commands.Add(old, new Health(1));
        commands.Playback();
        Assert.Equal(Entity.None, commands.Resolve(old));
        Assert.True(world.IsAlive(commands.Resolve(recent)));
        Assert.Equal(1, commands.SkippedCommands);
        Assert.Equal(0, world.Query(new QueryDescription().All<Health>()).Count());
    }

    [Fact]
    public void Playing_back_twice_changes_nothing_more()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        commands.Create();
        commands.Playback();
        commands.Playback();
        Assert.Equal(1, world.Count);
    }

    [Fact]
    public void Cleared_commands_are_not_made()
    {
        using var world = new World();
        using var commands = new CommandBuffer(world);
        var entity = commands.Create();
        commands.Clear();
        commands.Playback();
        Assert.Equal(0, world.Count);
        Assert.Equal(Entity.None, commands.Resolve(entity));
        commands.Create();
        commands.Playback();
        Assert.Equal(1, world.Count);
    }

    [Fact]
    public void When_the_world_is_full_the_rest_is_dropped()
    {
        using var world = new World(new WorldOptions { MaxEntities = 2, InitialCapacity = 2 });
        using var commands = new CommandBuffer(world);
        for (var i = 0; i < 5; i++)
        {
            commands.Create();
        }

        Assert.Throws<Memory.ArenaExhaustedException>(commands.Playback);
        Assert.Equal(2, world.Count);
        commands.Playback();
        Assert.Equal(2, world.Count);
    }

    [Fact]
    public void An_archetype_of_another_world_is_refused()
    {
        using var world = new World();
        using var other = new World();
        using var commands = new CommandBuffer(world);
        Assert.Throws<ArgumentException>(() => commands.Create(other.Archetype(ArchetypeDescription.Empty)));
    }
}
