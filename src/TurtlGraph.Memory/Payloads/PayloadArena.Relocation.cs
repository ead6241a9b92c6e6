using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <content>
/// The single steps of a compaction that is spread over frames while other threads read: hold the free blocks of a window, vacate
/// or slide what is in use, join what is empty, grant what was asked for. Held memory is not in use, and nobody else gets it.
/// For owners whose readers must be waited for between the steps; others call <see cref="Compact{TMover}"/>.
/// </content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>The node behind one of a <see cref="PayloadWindow"/> in the order of addresses, or -1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    public int NodeAfter(int index) => At(CheckedNode(index))->After;

    /// <summary>Whether a node of a window is a free block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such node.</exception>
    public bool IsFree(int index) => IsFreeNode(CheckedNode(index));

    /// <summary>The used block a node stands for, and the tag it was allocated with.</summary>
    /// <exception cref="ArgumentException">No block in use has this node.</exception>
    public PayloadBlock BlockAt(int index, out int tag)
    {
        if (At(CheckedNode(index))->State != NodeState.Used)
        {
            throw new ArgumentException($"Block {index} is not in use.", nameof(index));
        }

        tag = At(index)->PreviousFree;
        return NameOf(index);
    }

    /// <summary>Holds a whole free block, so that only <see cref="Grant(in PayloadBlock, long, int)"/> and <see cref="Unhold"/> can use it.</summary>
    /// <exception cref="ArgumentException">No free block has this node.</exception>
    public PayloadBlock Hold(int index)
    {
        if (!IsFree(index))
        {
            throw new ArgumentException($"Block {index} is not free.", nameof(index));
        }

        UnlinkFree(index);
        NoteTouched(index);
        return BecomeHeld(index);
    }

    /// <summary>Frees a block and holds it.</summary>
    /// <exception cref="ArgumentException">The block is not in use here.</exception>
    public PayloadBlock Vacate(in PayloadBlock block)
    {
        var index = Checked(block);
        _ledger?.Removed(block.Pointer, out _);
        NoteFreed(At(index)->Units - _guardUnits, At(index)->Slack);
        return BecomeHeld(index);
    }

    /// <summary>Makes a held block free.</summary>
    /// <exception cref="ArgumentException">The block is not held here.</exception>
    public void Unhold(in PayloadBlock held) => FreeHeld(CheckedHeld(held));

    /// <summary>Makes two held blocks that lie side by side one; both names become stale.</summary>
    /// <exception cref="ArgumentException">A block is not held here, or they do not lie side by side.</exception>
    public PayloadBlock Join(in PayloadBlock low, in PayloadBlock high)
    {
        var index = CheckedHeld(low);
        var next = CheckedHeld(high);
        var node = At(index);
        if (node->After != next)
        {
            throw new ArgumentException("Only blocks that lie side by side can become one.", nameof(high));
        }

        node->Units += At(next)->Units;
        node->After = At(next)->After;
        LinkBefore(node->After, index);
        DropNode(next);
        Renew(node);
        return HeldName(index);
    }

    /// <summary>Frees what a held block has more than <see cref="Grant(in PayloadBlock, long, int)"/> takes for <paramref name="bytes"/>; its name becomes stale.</summary>
    /// <exception cref="ArgumentException">The block is not held here.</exception>
    public PayloadBlock Trim(in PayloadBlock held, long bytes)
    {
        var index = CheckedHeld(held);
        var units = OuterUnits(bytes);
        if (units >= At(index)->Units)
        {
            return held;
        }

        var front = TakeNode();
        SplitFront(index, front, units);
        At(front)->State = NodeState.Held;
        FreeHeld(index);
        return HeldName(front);
    }

    /// <summary>Grants a held block that was trimmed for <paramref name="bytes"/>.</summary>
    /// <exception cref="ArgumentException">The block is not held here, or not trimmed for this length.</exception>
    public PayloadBlock Grant(in PayloadBlock held, long bytes, int tag)
    {
        var index = CheckedHeld(held);
        if (At(index)->Units != OuterUnits(bytes))
        {
            throw new ArgumentException($"The held block has {held.Length:N0} bytes, which is not what {bytes:N0} need.", nameof(bytes));
        }

        _heldUnits -= At(index)->Units;
        Renew(At(index));
        return GrantLoose(index, bytes, tag);
    }

    /// <summary>
    /// Begins to move a used block down over the held one before it: the caller copies, in ascending order, the bytes that are
    /// returned, guards included, to the start of the held block, and then calls <see cref="Slide"/>.
    /// </summary>
    public Span<byte> BeginSlide(in PayloadBlock held, in PayloadBlock block)
    {
        _ledger?.Moved(block.Pointer, held.Pointer);
        return OuterSpan(block);
    }

    /// <summary>The memory of a used block, guards included.</summary>
    /// <exception cref="ArgumentException">The block is not in use here.</exception>
    public Span<byte> OuterSpan(in PayloadBlock block)
    {
        var index = Checked(block);
        return new Span<byte>(OuterOf(index), checked((int)((long)At(index)->Units << UnitBits)));
    }

    /// <summary>Gives a block that was copied its new place, and the held block the place behind it; both get new names.</summary>
    /// <exception cref="ArgumentException">A block is not held or not in use here, or they do not lie side by side.</exception>
    public PayloadBlock Slide(ref PayloadBlock held, in PayloadBlock block)
    {
        var hole = CheckedHeld(held);
        var index = Checked(block);
        if (At(hole)->After != index)
        {
            throw new ArgumentException("A block slides over the one right before it.", nameof(block));
        }

        ChangePlaces(hole, index);
        Renew(At(hole));
        held = HeldName(hole);
        return NameOf(index);
    }

    /// <summary>Counts a move that the owner made itself.</summary>
    public void CountMove(long bytes)
    {
        MovedBlocks++;
        MovedBytes += bytes;
    }

    private int CheckedNode(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _table.Count);
        return index;
    }

    private byte* OuterOf(int index) => _base + ((long)At(index)->Offset << UnitBits);

    private PayloadBlock BecomeHeld(int index)
    {
        var node = At(index);
        Renew(node);
        node->State = NodeState.Held;
        _heldUnits += node->Units;
        return HeldName(index);
    }

    private PayloadBlock HeldName(int index) =>
        new(OuterOf(index), (long)At(index)->Units << UnitBits, index, At(index)->Generation);

    private int FreeHeld(int index)
    {
        _heldUnits -= At(index)->Units;
        return ReturnToFree(index);
    }

    private int FreeUsed(int index, ref MemoryCorruptionException? damage)
    {
        try
        {
            _ledger?.Removed(NameOf(index).Pointer, out _);
        }
        catch (MemoryCorruptionException found)
        {
            damage ??= found;
        }

        NoteFreed(At(index)->Units - _guardUnits, At(index)->Slack);
        return ReturnToFree(index);
    }

    private int CheckedHeld(in PayloadBlock held)
    {
        var index = held.Node;
        if ((uint)index >= (uint)_table.Count || At(index)->State != NodeState.Held || At(index)->Generation != held.Generation)
        {
            ThrowNotHeld(held);
        }

        return index;
    }

    [DoesNotReturn]
    private static void ThrowNotHeld(PayloadBlock held) =>
        throw new ArgumentException($"Block {held.Node} (generation {held.Generation}, {held.Length:N0} bytes) is not held here.", nameof(held));
}
