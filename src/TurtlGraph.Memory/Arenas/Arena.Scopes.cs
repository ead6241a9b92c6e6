namespace TurtlGraph.Memory;

public sealed unsafe partial class Arena
{
    private long _scope;
    private long _lastScope;
    private bool _disposed;

    /// <summary>
    /// Opens a scope: disposing it frees what was allocated since. Scopes nest; an inner one ends before the one around it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The arena is disposed.</exception>
    public ArenaScope Scope()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var outer = _scope;
        _scope = ++_lastScope;
        return new ArenaScope(this, _scope, outer, _cursor, LiveBytes);
    }

    internal void EndScope(in ArenaScope scope)
    {
        if (_disposed)
        {
            return;
        }

        if (_scope != scope.Id)
        {
            ThrowOutOfOrder();
        }

        _scope = scope.Outer;
        FreeDownTo(scope.Cursor, scope.LiveBytes);
    }

    /// <summary>Frees everything, also what belongs to scopes that nobody will end any more.</summary>
    internal void Abandon()
    {
        _scope = 0;
        Reset();
    }
}
