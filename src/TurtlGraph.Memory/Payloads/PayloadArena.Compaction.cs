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
            while (At(free)->After is var next && next != None && MayMove(next, ref mover)
                && ((long)At(next)->Units << UnitBits) <= _compactionBytes - moved)
            {
                moved += SlideDown(free, next, ref mover);
            }

            LinkFree(free);
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

    /// <summary>Copies all used blocks of a window to free blocks outside it; changes nothing when they do not all find one.</summary>
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

        var hasPlaces = TryFindPlaces(window);
        if (hasPlaces)
        {
            foreach (var move in _moves.Span)
            {
                Relocate(move.From, move.To, ref mover);
            }
        }
        else
        {
            foreach (var move in _moves.Span)
            {
                ReturnToFree(move.To);
            }
        }

        _moves.Clear();
        room = Reopen(window, joinAll: hasPlaces);
        return hasPlaces;
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
        target->State = NodeState.Used;
        target->PreviousFree = source->PreviousFree;
        target->Slack = source->Slack;
        var place = NameOf(to);
        NoteTouched(to);
        CopyOuter(old, OuterOf(from), OuterOf(to), target->Units);
        source->State = NodeState.Loose;
        Renew(source);
        NoteMoved(old, place, target->PreviousFree, ref mover);
    }

    /// <summary>Puts the loose blocks of a window back into the lists, each by itself or as one block, which is returned.</summary>
    private int Reopen(PayloadWindow window, bool joinAll)
    {
        if (!joinAll)
        {
            for (var index = window.First; ; index = At(index)->After)
            {
                if (At(index)->State == NodeState.Loose)
                {
                    LinkFree(index);
                }

                if (index == window.Last)
                {
                    return None;
                }
            }
        }

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
