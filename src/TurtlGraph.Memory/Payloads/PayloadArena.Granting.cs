using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <content>Handing out blocks, and knowing one again by its name.</content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>Hands out the front of a free block that is large enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PayloadBlock Grant(int index, long bytes, int tag)
    {
        var units = OuterUnits(bytes);
        var granted = index;
        if (At(index)->Units == units)
        {
            UnlinkFree(index);
        }
        else
        {
            granted = TakeNode();
            var oldClass = SizeClass.Holding(At(index)->Units);
            SplitFront(index, granted, units);
            Reclass(index, oldClass);
        }

        return GrantLoose(granted, bytes, tag);
    }

    /// <summary>Hands out a loose block of just the size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PayloadBlock GrantLoose(int index, long bytes, int tag)
    {
        var node = At(index);
        node->State = NodeState.Used;
        node->PreviousFree = tag;
        node->Slack = (byte)((int)-bytes & (CacheLine.Size - 1));
        NoteGranted(node->Units - _guardUnits, node->Slack);
        NoteTouched(index);
        var block = NameOf(index);
        if (_ledger != null)
        {
            _ledger.Added(OuterOf(index), block.Length, CacheLine.Size);
        }

        return block;
    }

    /// <summary>The block a node stands for, by which its owner names it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PayloadBlock NameOf(int index)
    {
        var node = At(index);
        return new PayloadBlock(
            _userBase + ((long)node->Offset << UnitBits), (long)(node->Units - _guardUnits) << UnitBits, index, node->Generation);
    }

    /// <summary>The node of a block that is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Checked(in PayloadBlock block)
    {
        var index = block.Node;
        if ((uint)index >= (uint)_table.Count || !Names(_nodes + index, block))
        {
            ThrowNotGranted(block);
        }

        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Names(Node* node, in PayloadBlock block) =>
        node->State == NodeState.Used && node->Generation == block.Generation
        && _userBase + ((long)node->Offset << UnitBits) == block.Pointer;

    [DoesNotReturn]
    private static void ThrowBadSize(long bytes) =>
        throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A payload has at least 1 byte.");

    [DoesNotReturn]
    private void ThrowNotGranted(PayloadBlock block)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        // The ledger knows who allocated and freed it.
        _ledger?.SizeOf(block.Pointer);
        throw new ArgumentException(
            $"Block {block.Node} (generation {block.Generation}, {block.Length:N0} bytes) is not in use here; it was freed before or belongs to another arena.",
            nameof(block));
    }
}
