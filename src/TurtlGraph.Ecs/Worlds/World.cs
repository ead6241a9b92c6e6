using System.Numerics;

namespace TurtlGraph.Ecs;

/// <summary>
/// Entities and their components, stored as columns in cache-line-aligned chunks of native memory, one archetype for each
/// set of components.
/// </summary>
/// <remarks>
/// One thread at a time may change the world. While nobody does, any thread may read it, and may write components as long as
/// no two threads write the same value; <see cref="ChunkWorkers"/> divides a query that way. Once warm (the chunks, records,
/// archetypes and queries exist), no call allocates managed memory. The owner must dispose the world; after that no member,
/// reference or span may be used.
/// </remarks>
public sealed unsafe partial class World : IDisposable
{
    private readonly ChunkStore _store;
    private readonly Memory.NativeList<ulong> _words;

    // What a random get reads lies in the world itself, next to each other.
    private readonly byte* _chunks;
    private readonly BlockInfo* _blocks;
    private readonly int* _offsets;
    private readonly int _rowBits;
    private EntityTable _entities;

    /// <summary>What a reference to a tag's value refers to.</summary>
    private readonly Memory.NativeArray<byte> _tagValue;

    private int _version;
    private bool _disposed;

    /// <summary>Makes a world without entities.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range; the message says which.</exception>
    /// <exception cref="Memory.MappingException">The system refuses the address space.</exception>
    public World(WorldOptions? options = null)
    {
        options ??= new WorldOptions();
        Check(options);
        _store = new ChunkStore(options);
        _chunks = _store.Base;
        _blocks = _store.Blocks;
        _offsets = _store.Layouts.Offsets;
        _rowBits = _store.RowBits;
        _words = new Memory.NativeList<ulong>(options.MaxEntities + 1, "world entities", options.HugePages);
        _entities = new EntityTable(_words, options.InitialCapacity);
        _tagValue = new Memory.NativeArray<byte>(1, "world tag value");
        ChunkBytes = options.ChunkBytes;
    }

    /// <summary>Number of living entities.</summary>
    public int Count => _entities.Alive;

    /// <summary>Bytes of the smallest chunk.</summary>
    public int ChunkBytes { get; }

    /// <summary>Bytes of the chunks the archetypes hold, one spare chunk for each included.</summary>
    public long ChunkMemory => (long)_store.RentedBlocks * ChunkBytes;

    /// <summary>Changes whenever an entity is created, destroyed or gets other components.</summary>
    internal int Version => _version;

    /// <summary>Destroys all entities and returns their chunks. Archetypes and queries stay.</summary>
    public void Clear()
    {
        _version++;
        foreach (var archetype in Archetypes)
        {
            for (var i = 0; i < archetype.ChunkCount; i++)
            {
                foreach (var entity in archetype.ChunkAt(i).Entities)
                {
                    _entities.Release(entity);
                }
            }

            archetype.RemoveAll();
        }
    }

    /// <summary>Returns the chunks that archetypes hold without need. Call it at a moment without hurry.</summary>
    public void TrimExcess()
    {
        _version++;
        foreach (var archetype in Archetypes)
        {
            archetype.Trim();
        }
    }

    /// <summary>Releases all memory. Handles become stale and queries empty.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var archetype in Archetypes)
            {
                archetype.RemoveAll();
            }

            _version++;
            _entities.Close();
            _words.Dispose();
            _store.Dispose();
            _tagValue.Dispose();
        }
    }

    private static void Check(WorldOptions options)
    {
        if (options.ChunkBytes is < 1024 or > 65536 || !BitOperations.IsPow2(options.ChunkBytes))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.ChunkBytes, $"{nameof(WorldOptions.ChunkBytes)} must be a power of two from 1024 to 65536.");
        }

        if (options.LargestChunkBytes < options.ChunkBytes || options.LargestChunkBytes > 1 << 20
            || !BitOperations.IsPow2(options.LargestChunkBytes))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.LargestChunkBytes,
                $"{nameof(WorldOptions.LargestChunkBytes)} must be a power of two from {nameof(WorldOptions.ChunkBytes)} to 1 MiB.");
        }

        if (options.ReserveBytes < options.ChunkBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.ReserveBytes, $"{nameof(WorldOptions.ReserveBytes)} must hold at least one chunk.");
        }

        if (options.MaxEntities is < 1 or int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxEntities, $"{nameof(WorldOptions.MaxEntities)} must be from 1 to {int.MaxValue - 1}.");
        }

        if (options.InitialCapacity < 0 || options.InitialCapacity > options.MaxEntities)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.InitialCapacity, $"{nameof(WorldOptions.InitialCapacity)} must be from 0 to {nameof(WorldOptions.MaxEntities)}.");
        }
    }
}
