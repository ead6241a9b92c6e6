namespace TurtlGraph.Memory;

/// <summary>
/// A part of an <see cref="Arena"/>'s use that ends where its block ends: <c>using var scope = arena.Scope();</c>. Disposing it
/// frees what was allocated since it was opened, also when an exception leaves the block.
/// </summary>
/// <remarks>Pointers to what was allocated in the scope are invalid afterwards. Disposing the same variable twice is harmless.</remarks>
public unsafe ref struct ArenaScope
{
    private Arena? _arena;

    internal ArenaScope(Arena arena, long id, long outer, byte* cursor, long liveBytes)
    {
        _arena = arena;
        Id = id;
        Outer = outer;
        Cursor = cursor;
        LiveBytes = liveBytes;
    }

    internal readonly long Id { get; }

    internal readonly long Outer { get; }

    internal readonly byte* Cursor { get; }

    internal readonly long LiveBytes { get; }

    /// <summary>Ends the scope.</summary>
    /// <exception cref="InvalidOperationException">A scope that was opened in this one is still open, or a copy of this one has ended it.</exception>
    public void Dispose()
    {
        var arena = _arena;
        if (arena != null)
        {
            arena.EndScope(in this);
            _arena = null;
        }
    }
}
