using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <content>The side table: one node for each block, used or free, linked with its neighbours in memory.</content>
public sealed unsafe partial class PayloadArena
{
    private enum NodeState : byte
    {
        /// <summary>In no list: spare, or between two states.</summary>
        Loose,
        Free,
        Used,

        /// <summary>Empty, and kept out of the lists by a compaction that goes on over several calls.</summary>
        Held,
    }

    /// <summary>Half a cache line. Offsets and lengths are in units of 64 bytes.</summary>
    private struct Node
    {
        public uint Offset;
        public uint Units;
        public int Before;
        public int After;

        /// <summary>In a used block the owner's tag.</summary>
        public int PreviousFree;
        public int NextFree;
        public uint Generation;
        public NodeState State;

        /// <summary>Bytes of the last unit that were not asked for.</summary>
        public byte Slack;
    }

    /// <summary>Nodes that were created, linked, unlinked or looked at so far; their number a call is bounded.</summary>
    internal long Steps { get; private set; }

    /// <summary>Bytes of the side table that the system has given memory to.</summary>
    internal long TableCommittedBytes => _table.CommittedBytes;

    /// <summary>A node in no list. May ask the system for memory, so it is called before anything is changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeNode()
    {
        Steps++;
        var index = _spareNode;
        if (index == None)
        {
            return AddNode();
        }

        _spareNode = _nodes[index].NextFree;
        return index;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddNode()
    {
        _table.Add(new Node { Generation = 1 });
        return _table.Count - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DropNode(int index)
    {
        Steps++;
        var node = At(index);
        Renew(node);
        node->State = NodeState.Loose;
        node->NextFree = _spareNode;
        _spareNode = index;
    }

    /// <summary>Makes every block that named this node stale; 0 is skipped so that no default block is ever valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Renew(Node* node)
    {
        var next = node->Generation + 1;
        node->Generation = next == 0 ? 1 : next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Node* At(int index)
    {
        Debug.Assert((uint)index < (uint)_table.Count, "Node outside the table.");
        return _nodes + index;
    }

    /// <summary>
    /// Cuts the first <paramref name="units"/> off a block and makes them a loose block of their own, whose node is
    /// <paramref name="front"/>. The rest keeps its node and its place in the lists of free blocks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SplitFront(int index, int front, uint units)
    {
        var rest = At(index);
        var cut = At(front);
        var before = rest->Before;
        cut->Offset = rest->Offset;
        cut->Units = units;
        cut->Before = before;
        cut->After = index;
        cut->State = NodeState.Loose;
        LinkAfter(before, front);
        rest->Offset += units;
        rest->Units -= units;
        rest->Before = front;
    }

    /// <summary>Makes <paramref name="index"/> what follows <paramref name="before"/>, or the first block of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LinkAfter(int before, int index)
    {
        if (before != None)
        {
            At(before)->After = index;
        }
        else
        {
            _firstNode = index;
        }
    }

    /// <summary>Makes <paramref name="index"/> what <paramref name="after"/> follows, if that is a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LinkBefore(int after, int index)
    {
        if (after != None)
        {
            At(after)->Before = index;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsFreeNode(int index) => index != None && At(index)->State == NodeState.Free;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LinkFree(int index)
    {
        At(index)->State = NodeState.Free;
        FreeBlockCount++;
        LinkInto(SizeClass.Holding(At(index)->Units), index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void UnlinkFree(int index)
    {
        At(index)->State = NodeState.Loose;
        FreeBlockCount--;
        UnlinkFrom(SizeClass.Holding(At(index)->Units), index);
    }

    /// <summary>Puts a free block whose size has changed where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reclass(int index, int oldClass)
    {
        var newClass = SizeClass.Holding(At(index)->Units);
        if (newClass != oldClass)
        {
            UnlinkFrom(oldClass, index);
            LinkInto(newClass, index);
        }
    }

    private void LinkInto(int size, int index)
    {
        Steps++;
        var node = At(index);
        var head = _free.Head(size);
        node->PreviousFree = None;
        node->NextFree = head;
        if (head != None)
        {
            At(head)->PreviousFree = index;
            _free.ReplaceHead(size, index);
        }
        else
        {
            _free.Begin(size, index);
        }
    }

    private void UnlinkFrom(int size, int index)
    {
        Steps++;
        var node = At(index);
        var next = node->NextFree;
        var previous = node->PreviousFree;
        if (next != None)
        {
            At(next)->PreviousFree = previous;
        }

        if (previous != None)
        {
            At(previous)->NextFree = next;
        }
        else if (next != None)
        {
            _free.ReplaceHead(size, next);
        }
        else
        {
            _free.End(size);
        }
    }
}
