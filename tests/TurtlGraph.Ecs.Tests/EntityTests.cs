using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs.Tests;

public class EntityTests
{
    [Fact]
    public void A_handle_has_8_bytes() => Assert.Equal(8, Unsafe.SizeOf<Entity>());

    [Fact]
    public void None_is_default_and_never_alive()
    {
        using var world = new World();
        Assert.Equal(default, Entity.None);
        Assert.True(Entity.None.IsNone);
        Assert.False(world.IsAlive(Entity.None));
        Assert.False(world.Destroy(Entity.None));
        Assert.False(world.Create().IsNone);
        Assert.False(world.IsAlive(Entity.None));
    }

    [Fact]
    public void A_record_used_again_makes_a_different_handle()
    {
        using var world = new World();
        var first = world.Create();
        world.Destroy(first);
        var second = world.Create();
        Assert.Equal(first.Index, second.Index);
        Assert.NotEqual(first.Generation, second.Generation);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_handle_says_what_it_names()
    {
        using var world = new World();
        Assert.Equal("Entity(none)", Entity.None.ToString());
        Assert.Contains("generation 1", world.Create().ToString(), StringComparison.Ordinal);
    }
}
