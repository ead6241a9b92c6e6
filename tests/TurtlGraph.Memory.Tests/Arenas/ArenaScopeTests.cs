namespace TurtlGraph.Memory.Tests;

public unsafe class ArenaScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_allocated_in_it()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        var kept = arena.Allocate(100);
        byte* inner;
        using (var scope = arena.Scope())
        {
            inner = arena.Allocate(1000);
            Assert.Equal(1128, arena.Used);
        }

        Assert.Equal(100, arena.Used);
        Assert.Equal(1128, arena.Peak);
        Assert.True(arena.Allocate(1000) == inner);
        Assert.True(kept == arena.Base);
    }

    [Fact]
    public void An_exception_ends_the_scopes_it_leaves()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        arena.Allocate(64);
        Assert.Throws<InvalidDataException>(Fail);
        Assert.Equal(64, arena.Used);
        arena.Reset();
        Assert.Equal(0, arena.Used);

        void Fail()
        {
            using var outer = arena.Scope();
            arena.Allocate(64);
            using var inner = arena.Scope();
            arena.Allocate(64);
            throw new InvalidDataException();
        }
    }

    [Fact]
    public void An_outer_scope_cannot_end_before_an_inner_one()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        var outer = arena.Scope();
        arena.Allocate(64);
        var inner = arena.Scope();
        arena.Allocate(64);
        Refused(ref outer);
        Assert.Equal(128, arena.Used);
        inner.Dispose();
        inner.Dispose();
        Assert.Equal(64, arena.Used);
        outer.Dispose();
        Assert.Equal(0, arena.Used);
    }

    [Fact]
    public void A_copy_of_an_ended_scope_is_refused_even_when_another_one_took_its_place()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        var scope = arena.Scope();
        var copy = scope;
        scope.Dispose();
        Refused(ref copy);
        var next = arena.Scope();
        arena.Allocate(64);
        Refused(ref copy);
        Assert.Equal(64, arena.Used);
        next.Dispose();
    }

    [Fact]
    public void An_open_scope_keeps_the_arena_from_being_reset()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        using (arena.Scope())
        {
            arena.Allocate(64);
            var error = Record.Exception(arena.Reset);
            Assert.IsType<InvalidOperationException>(error);
            Assert.Equal(64, arena.Used);
        }

        arena.Reset();
    }

    [Fact]
    public void A_scope_outlives_its_arena_without_harm()
    {
        var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        using var scope = arena.Scope();
        arena.Allocate(64);
        arena.Dispose();
    }

    [Fact]
    public void The_default_scope_does_nothing()
    {
        ArenaScope scope = default;
        scope.Dispose();
    }

    private static void Refused(ref ArenaScope scope)
    {
        try
        {
            scope.Dispose();
        }
        catch (InvalidOperationException)
        {
            return;
        }

        Assert.Fail("The scope ended out of order.");
    }
}
