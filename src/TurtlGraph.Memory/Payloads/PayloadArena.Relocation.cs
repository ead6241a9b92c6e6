namespace TurtlGraph.Memory;

/// <content>
/// The single steps of a compaction that is spread over frames while other threads read: hold the free blocks of a window, move
/// what is in use step by step, join what has become empty, keep what was asked for.
/// </content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>Gives a used block another tag.</summary>
    /// <exception cref="ArgumentException">The block is not in use here.</exception>
    internal void SetTag(in PayloadBlock block, int tag) => At(Checked(block))->PreviousFree = tag;

    /// <summary>The block behind a node in the order of addresses, or -1.</summary>
    internal int NodeAfter(int index) => At(index)->After;

    /// <summary>Whether a node of a window is a free block.</summary>
    internal bool IsFree(int index) => IsFreeNode(index);

    /// <summary>The used block a node stands for, and its tag.</summary>
    internal PayloadBlock BlockAt(int index, out int tag)
    {
        tag = At(index)->PreviousFree;
        return NameOf(index);
    }

    /// <summary>Takes a whole free block out of circulation; it is in use from then on, with no owner that could be asked to move it.</summary>
    internal PayloadBlock Hold(int index, int tag)
    {
        var node = At(index);
        UnlinkFree(index);
        node->State = NodeState.Used;
        node->PreviousFree = tag;
        node->Slack = 0;
        NoteGranted(node->Units, 0);
        return NameOf(index);
    }

    /// <summary>Makes two used blocks that lie side by side one, with the tag of the lower; both names become stale.</summary>
    /// <exception cref="ArgumentException">One is not in use here, or they do not touch.</exception>
    internal PayloadBlock Join(in PayloadBlock low, in PayloadBlock high)
    {
        var index = Checked(low);
        var next = Checked(high);
        var node = At(index);
        if (node->After != next)
        {
            throw new ArgumentException("Only blocks that lie side by side can become one.", nameof(high));
        }

        NoteFreed(node->Units, node->Slack);
        NoteFreed(At(next)->Units, At(next)->Slack);
        node->Units += At(next)->Units;
        node->After = At(next)->After;
        LinkBefore(node->After, index);
        DropNode(next);
        Renew(node);
        node->Slack = 0;
        NoteGranted(node->Units, 0);
        return NameOf(index);
    }

    /// <summary>Cuts a used block in two, the lower with room for <paramref name="bytes"/>; its name becomes stale. The upper one is empty when nothing is left.</summary>
    /// <exception cref="ArgumentException">The block is not in use here, or smaller.</exception>
    internal PayloadBlock Cut(in PayloadBlock block, long bytes, out PayloadBlock rest)
    {
        var index = Checked(block);
        var units = UnitsFor(bytes);
        if (units > At(index)->Units || units == 0)
        {
            throw new ArgumentException($"A block of {block.Length:N0} bytes cannot give {bytes:N0}.", nameof(bytes));
        }

        NoteFreed(At(index)->Units, At(index)->Slack);
        rest = default;
        var low = index;
        if (units < At(index)->Units)
        {
            low = TakeNode();
            SplitFront(index, low, units);
            At(low)->State = NodeState.Used;
            At(low)->PreviousFree = At(index)->PreviousFree;
            At(index)->Slack = 0;
            Renew(At(index));
            NoteGranted(At(index)->Units, 0);
            rest = NameOf(index);
        }
        else
        {
            Renew(At(low));
        }

        At(low)->Slack = (byte)((int)-bytes & (CacheLine.Size - 1));
        NoteGranted(units, At(low)->Slack);
        return NameOf(low);
    }

    /// <summary>Counts a move that the owner made itself.</summary>
    internal void CountMove(long bytes)
    {
        MovedBlocks++;
        MovedBytes += bytes;
    }
}
