using System.Numerics;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// The chunks of a world: one block or a run of blocks each, from one arena. A slot names a row in 32 bits, so that it shares
/// a word with a generation: it is the chunk's byte offset divided by 8, plus the row. Rows take at least the 8 bytes of their
/// entity, so slots of different rows differ, and a slot lies in a block of its own chunk.
/// </summary>
internal sealed unsafe class ChunkStore : IDisposable
{
    /// <summary>Logarithm of the bytes a slot stands for.</summary>
    public const int SlotShift = 3;

    private readonly BlockAllocator _allocator;
    private readonly NativeList<BlockInfo> _blocks;

    public ChunkStore(WorldOptions options)
    {
        BlockBytes = options.ChunkBytes;
        LargestChunk = Math.Min(options.LargestChunkBytes / BlockBytes, BlockAllocator.MaxRun);
        RowBits = BitOperations.Log2((uint)BlockBytes) - SlotShift;
        var arena = new Arena(new ArenaOptions
        {
            Name = "world chunks",
            MaxBytes = Math.Min(options.ReserveBytes, (long)uint.MaxValue << SlotShift),
            HugePages = options.HugePages ? HugePages.Transparent : HugePages.None,
        });
        _allocator = new BlockAllocator(arena, BlockBytes);
        _blocks = new NativeList<BlockInfo>(_allocator.Capacity, "chunk blocks");
        Base = _allocator.Base;
        Blocks = _blocks.Pointer;
        Layouts = new LayoutTable();
    }

    /// <summary>Bytes of a block, the smallest chunk.</summary>
    public int BlockBytes { get; }

    /// <summary>Blocks in the largest chunk.</summary>
    public int LargestChunk { get; }

    /// <summary>Logarithm of the slots of a block.</summary>
    public int RowBits { get; }

    /// <summary>Address of the first block.</summary>
    public byte* Base { get; }

    /// <summary>What each block belongs to.</summary>
    public BlockInfo* Blocks { get; }

    /// <summary>How chunks are cut into columns.</summary>
    public LayoutTable Layouts { get; }

    /// <summary>Blocks that archetypes hold.</summary>
    public int RentedBlocks => _allocator.Rented;

    /// <summary>Address of the chunk whose row 0 has this slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ChunkAt(uint slot) => Base + ((ulong)slot << SlotShift);

    /// <summary>The layout, the chunk and the row of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChunkLayout Decode(uint slot, out byte* chunk, out int row)
    {
        var block = Blocks[slot >> RowBits];
        row = (int)(slot - block.ChunkSlot);
        chunk = ChunkAt(block.ChunkSlot);
        return Layouts.OfRow(block.OffsetRow);
    }

    /// <summary>Rents memory for a chunk of up to <paramref name="blocks"/> blocks; less when the reservation is almost used up.</summary>
    /// <exception cref="ArenaExhaustedException">No block is left.</exception>
    public BlockRun Rent(int blocks)
    {
        BlockRun run;
        while (!_allocator.TryRentRun(blocks, out run))
        {
            if (blocks == 1)
            {
                return _allocator.RentRun(1);
            }

            blocks /= 2;
        }

        return run;
    }

    /// <summary>Notes what the blocks of a run belong to and returns the slot of the chunk's row 0.</summary>
    public uint Assign(BlockRun run, ChunkLayout layout)
    {
        if (_allocator.Created > _blocks.Count)
        {
            _blocks.AddUninitialized(_allocator.Created - _blocks.Count);
        }

        var slot = (uint)run.Index << RowBits;
        var info = new BlockInfo { ChunkSlot = slot, OffsetRow = LayoutTable.RowOf(layout.Id) };
        new Span<BlockInfo>(Blocks + run.Index, run.Count).Fill(info);
        return slot;
    }

    /// <summary>Returns a chunk's memory.</summary>
    public void Return(BlockRun run) => _allocator.Return(run.Index);

    public void Dispose()
    {
        Layouts.Dispose();
        _blocks.Dispose();
        _allocator.Dispose();
    }
}
