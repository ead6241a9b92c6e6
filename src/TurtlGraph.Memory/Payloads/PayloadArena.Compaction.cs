namespace TurtlGraph.Memory;

/// <content>
/// Compaction while nobody but the caller uses the payloads: for loading screens, and for games that never read payloads while
/// they allocate.
/// </content>
public sealed unsafe partial class PayloadArena
{
    private readonly NativeList<Move> _moves;

    private struct Move
    {
        public int From;
        public int To;
    }

    /// <summary>Blocks moved so far.</summary>
    public long MovedBlocks { get; private set; }

    /// <summary>Bytes moved so far.</summary>
    public long MovedBytes { get; private set; }

    /// <summary>
    /// Grants at least <paramref name="bytes"/>, and when free memory is only too scattered, first moves other blocks out of the way:
    /// of all windows of neighbouring blocks the one with the fewest bytes to move, out to other free blocks or else together.
    /// When every block may move, the request is granted whenever <see cref="FreeBytes"/> suffices and
    /// <see cref="PayloadArenaOptions.CompactionBytes"/> allows.
    /// </summary>
    /// <remarks>Takes time in proportion to the blocks and to the bytes moved. Nobody may use the memory of movable blocks meanwhile.</remarks>
    /// <param name="bytes">Bytes, 1 or more.</param>
    /// <param name="tag">The owner's number of the block.</param>
    /// <param name="mover">Says what may move and is told what has moved.</param>
    /// <param name="block">The granted block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public bool TryAllocateCompacting<TMover>(long bytes, int tag, ref TMover mover, out PayloadBlock block)
        where TMover : struct, IPayloadMover
    {
        if (TryAllocate(bytes, tag, out block))
        {
            return true;
        }

        if (bytes > FreeBytes || !TryMakeRoom(bytes, ref mover, out var room))
        {
            return false;
        }

        // It was counted as refused above.
        FragmentationFailures--;
        block = Grant(room, bytes, tag);
        return true;
    }

    /// <summary>
    /// Moves every block that may move down to the end of the one before it, as far as <see cref="PayloadArenaOptions.CompactionBytes"/>
    /// allows, so that free memory becomes one block above each block that may not. Returns the bytes moved.
    /// </summary>
    /// <inheritdoc cref="TryAllocateCompacting" path="/remarks"/>
    /// <param name="mover">Says what may move and is told what has moved.</param>
    public long Compact<TMover>(ref TMover mover)
        where TMover : struct, IPayloadMover
    {
        long moved = 0;
        var free = NextFree(_firstNode);
        while (free != None)
        {
            UnlinkFree(free);
            try
            {
                while (At(free)->After is var next && next != None && MayMove(next, ref mover)
                    && ((long)At(next)->Units << UnitBits) <= _compactionBytes - moved)
                {
                    moved += SlideDown(free, next, ref mover);
                }
            }
            finally
            {
                free = ReturnToFree(free);
            }

            free = NextFree(At(free)->After);
        }

        return moved;
    }

    private bool TryMakeRoom<TMover>(long bytes, ref TMover mover, out int room)
        where TMover : struct, IPayloadMover
    {
        var cursor = None;
        var window = FindWindow(bytes, PayloadWindowKind.Evacuated, ref mover, ref cursor);
        if (window.Exists && window.MovedUnits << UnitBits <= _compactionBytes && TryEvacuate(window, ref mover, out room))
        {
            return true;
        }

        window = FindWindow(bytes, PayloadWindowKind.Slid, ref mover, ref cursor);
        if (window.Exists && window.MovedUnits << UnitBits <= _compactionBytes)
        {
            room = SlideTogether(window, ref mover);
            return true;
        }

        room = None;
        return false;
    }

    /// <summary>
    /// Copies all used blocks of a window to free blocks outside it; changes nothing when they do not all find one. When the mover
    /// throws, or a guard turns out to be damaged, what was moved stays moved and the rest is as before.
    /// </summary>
    private bool TryEvacuate<TMover>(PayloadWindow window, ref TMover mover, out int room)
        where TMover : struct, IPayloadMover
    {
        // While they are not in the lists, the window's own free blocks are not found as places to go.
        for (var index = window.First; ; index = At(index)->After)
        {
            if (At(index)->State == NodeState.Free)
            {
                UnlinkFree(index);
            }

            if (index == window.Last)
            {
                break;
            }
        }

        room = None;
        try
        {
            if (TryFindPlaces(window))
            {
                foreach (var move in _moves.Span)
                {
                    Relocate(move.From, move.To, ref mover);
                }

                room = JoinAll(window);
            }
        }
        finally
        {
            FreeUnusedPlaces();
            if (room == None)
            {
                FreeLoose(window);
            }
        }

        return room != None;
    }

    private bool TryFindPlaces(PayloadWindow window)
    {
        for (var index = window.First; ; index = At(index)->After)
        {
            if (At(index)->State == NodeState.Used)
            {
                var units = At(index)->Units;
                var place = FindFree(units);
                if (place == None)
                {
                    return false;
                }

                _moves.Add(new Move { From = index, To = TakeFront(place, units) });
            }

            if (index == window.Last)
            {
                return true;
            }
        }
    }

    /// <summary>Gives the copy the place of the original in its owner's eyes. The original is loose afterwards.</summary>
    private void Relocate<TMover>(int from, int to, ref TMover mover)
        where TMover : struct, IPayloadMover
    {
        var old = NameOf(from);
        var source = At(from);
        var target = At(to);
        CopyOuter(old, OuterOf(from), OuterOf(to), target->Units);
        target->State = NodeState.Used;
        target->PreviousFree = source->PreviousFree;
        target->Slack = source->Slack;
        NoteTouched(to);
        source->State = NodeState.Loose;
        Renew(source);
        NoteMoved(old, NameOf(to), target->PreviousFree, ref mover);
    }

    /// <summary>Frees the places nothing was moved to.</summary>
    private void FreeUnusedPlaces()
    {
        foreach (var move in _moves.Span)
        {
            if (At(move.To)->State == NodeState.Loose)
            {
                ReturnToFree(move.To);
            }
        }

        _moves.Clear();
    }

    /// <summary>Puts the loose blocks of a window back into the lists; those that lie side by side become one.</summary>
    private void FreeLoose(PayloadWindow window)
    {
        var end = At(window.Last)->Offset + At(window.Last)->Units;
        for (var index = window.First; index != None && At(index)->Offset < end; index = At(index)->After)
        {
            if (At(index)->State == NodeState.Loose)
            {
                index = ReturnToFree(index);
            }
        }
    }

    /// <summary>Makes the blocks of a window, all loose, one free block, which is returned.</summary>
    private int JoinAll(PayloadWindow window)
    {
        var first = At(window.First);
        while (window.First != window.Last && first->After is var next)
        {
            first->Units += At(next)->Units;
            first->After = At(next)->After;
            LinkBefore(first->After, window.First);
            DropNode(next);
            if (next == window.Last)
            {
                break;
            }
        }

        first->State = NodeState.Loose;
        return ReturnToFree(window.First);
    }

    /// <summary>Cuts the front off a free block; it is loose.</summary>
    private int TakeFront(int index, uint units)
    {
        if (At(index)->Units == units)
        {
            UnlinkFree(index);
            return index;
        }

        var front = TakeNode();
        var oldClass = SizeClass.Holding(At(index)->Units);
        SplitFront(index, front, units);
        Reclass(index, oldClass);
        return front;
    }

    private void NoteMoved<TMover>(in PayloadBlock from, in PayloadBlock to, int tag, ref TMover mover)
        where TMover : struct, IPayloadMover
    {
        MovedBlocks++;
        MovedBytes += to.Length;
        mover.Moved(from, to, tag);
    }

    private bool MayMove<TMover>(int index, ref TMover mover)
        where TMover : struct, IPayloadMover =>
        At(index)->State == NodeState.Used && mover.MayMove(NameOf(index), At(index)->PreviousFree);

    private int NextFree(int index)
    {
        while (index != None && At(index)->State != NodeState.Free)
        {
            index = At(index)->After;
        }

        return index;
    }
}
