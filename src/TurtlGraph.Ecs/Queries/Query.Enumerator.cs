using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>The enumerator behind <c>foreach</c>.</content>
public sealed partial class Query
{
    /// <summary>Visits the chunks of a query.</summary>
    public ref struct Enumerator
    {
        private readonly Query _query;
        private readonly int _version;
        private Archetype? _archetype;
        private int _nextArchetype;
        private int _nextChunk;
        private Chunk _current;

        internal Enumerator(Query query)
        {
            _query = query;
            _version = query.World.Version;
        }

        /// <summary>The chunk that is visited.</summary>
        [UnscopedRef]
        public readonly ref readonly Chunk Current => ref _current;

        /// <summary>Goes on to the next chunk; false when there is none.</summary>
        /// <exception cref="StructuralChangeException">The world changed its structure since the iteration began.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_version != _query.World.Version)
            {
                ThrowChanged();
            }

            if (_archetype is { } archetype && _nextChunk < archetype.ChunkCount)
            {
                _current = archetype.ChunkAt(_nextChunk++);
                return true;
            }

            return MoveToNextArchetype();
        }

        private bool MoveToNextArchetype()
        {
            while (_nextArchetype < _query._archetypeCount)
            {
                var archetype = _query._archetypes[_nextArchetype++];
                if (archetype.ChunkCount > 0)
                {
                    _archetype = archetype;
                    _nextChunk = 1;
                    _current = archetype.ChunkAt(0);
                    return true;
                }
            }

            _archetype = null;
            return false;
        }

        [DoesNotReturn]
        private static void ThrowChanged() => throw new StructuralChangeException(
            "An entity was created, destroyed or got other components while a query was iterated; record such changes in a command buffer.");
    }
}
