namespace TurtlGraph.Memory;

/// <content>Moving blocks down over the free memory before them, which needs no other memory.</content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>Moves all used blocks of a window to its low end and returns the one free block behind them.</summary>
    private int SlideTogether<TMover>(PayloadWindow window, ref TMover mover)
        where TMover : struct, IPayloadMover
    {
        var free = window.First;
        var isDone = free == window.Last;
        UnlinkFree(free);
        try
        {
            while (!isDone)
            {
                var next = At(free)->After;
                isDone = next == window.Last;
                if (At(next)->State == NodeState.Free)
                {
                    AbsorbFree(free, next);
                }
                else
                {
                    SlideDown(free, next, ref mover, absorb: false);
                }
            }
        }
        finally
        {
            free = ReturnToFree(free);
        }

        return free;
    }

    /// <summary>Lets a loose free block and the used block behind it change places, and joins it with what is free behind; returns the bytes moved.</summary>
    private long SlideDown<TMover>(int free, int used, ref TMover mover, bool absorb = true)
        where TMover : struct, IPayloadMover
    {
        var old = NameOf(used);
        NoteTouched(free);
        CopyOuter(old, OuterOf(used), OuterOf(free), At(used)->Units);
        ChangePlaces(free, used);
        var place = NameOf(used);
        NoteMoved(old, place, At(used)->PreviousFree, ref mover);
        if (absorb && IsFreeNode(At(free)->After))
        {
            AbsorbFree(free, At(free)->After);
        }

        return place.Length;
    }

    /// <summary>Copies a block with its guards; the ledger looks at them before.</summary>
    private void CopyOuter(in PayloadBlock old, byte* from, byte* to, uint units)
    {
        _ledger?.Moved(old.Pointer, to);
        BlockCopy.Copy(from, to, (long)units << UnitBits, CopyUse.ReadLater);
    }

    /// <summary>In the side table alone: a block in use and the empty one before it change places, and the name of the first becomes stale.</summary>
    private void ChangePlaces(int empty, int used)
    {
        var hole = At(empty);
        var block = At(used);
        var after = block->After;
        block->Offset = hole->Offset;
        hole->Offset += block->Units;
        block->Before = hole->Before;
        block->After = empty;
        hole->Before = used;
        hole->After = after;
        LinkAfter(block->Before, used);
        LinkBefore(after, empty);
        Renew(block);
    }

    /// <summary>Joins a loose block with the free block behind it.</summary>
    private void AbsorbFree(int index, int free)
    {
        UnlinkFree(free);
        var node = At(index);
        node->Units += At(free)->Units;
        node->After = At(free)->After;
        LinkBefore(node->After, index);
        DropNode(free);
    }
}
