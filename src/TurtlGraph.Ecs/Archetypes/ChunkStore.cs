using System.Numerics;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// The chunks of a world: blocks of one arena, numbered from its base. A slot is a chunk's number and a row in 32 bits, so
/// that a slot and a generation share a word, and an address follows from a slot by shifts.
/// </summary>
internal sealed unsafe class ChunkStore : IDisposable
{
    private readonly BlockAllocator _blocks;
    private readonly NativeList<ushort> _archetypes;

    public ChunkStore(WorldOptions options)
    {
        ChunkBytes = options.ChunkBytes;
        ChunkShift = BitOperations.Log2((uint)ChunkBytes);
        RowBits = ChunkShift - BitOperations.Log2(sizeof(ulong));
        RowMask = (1u << RowBits) - 1;
        var addressable = ChunkBytes * (1L << (32 - RowBits));
        var arena = new Arena(new ArenaOptions
        {
            ReserveBytes = Math.Min(options.ReserveBytes, addressable),
            HugePages = options.HugePages,
        });
        _blocks = new BlockAllocator(arena, ChunkBytes);
        _archetypes = new NativeList<ushort>(_blocks.Capacity);
        Base = _blocks.Base;
        ArchetypeOf = _archetypes.Pointer;
    }

    /// <summary>Bytes of a chunk, a power of two.</summary>
    public int ChunkBytes { get; }

    public int ChunkShift { get; }

    public int RowBits { get; }

    public uint RowMask { get; }

    /// <summary>Address of chunk 0.</summary>
    public byte* Base { get; }

    /// <summary>Number of the archetype that rents a chunk, by chunk number.</summary>
    public ushort* ArchetypeOf { get; }

    /// <summary>Chunks rented by archetypes.</summary>
    public int Rented => _blocks.Rented;

    /// <summary>Address of a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Chunk(uint number) => Base + ((ulong)number << ChunkShift);

    /// <summary>
    /// Rents up to <paramref name="count"/> neighbouring chunks for an archetype; fewer when the reservation is almost used up.
    /// </summary>
    /// <exception cref="ArenaExhaustedException">No chunk is left.</exception>
    public BlockRun Rent(int count, ushort archetype)
    {
        BlockRun run;
        while (!_blocks.TryRentRun(count, out run))
        {
            if (count == 1)
            {
                run = _blocks.RentRun(1);
                break;
            }

            count /= 2;
        }

        if (_blocks.Created > _archetypes.Count)
        {
            _archetypes.AddUninitialized(_blocks.Created - _archetypes.Count);
        }

        new Span<ushort>(ArchetypeOf + run.Index, run.Count).Fill(archetype);
        return run;
    }

    /// <summary>Returns a run.</summary>
    public void Return(BlockRun run) => _blocks.Return(run.Index);

    public void Dispose()
    {
        _archetypes.Dispose();
        _blocks.Dispose();
    }
}
