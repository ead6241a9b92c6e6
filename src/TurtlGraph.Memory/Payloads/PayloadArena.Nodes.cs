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
    }

    /// <summary>Offsets and lengths are in units of 64 bytes.</summary>
    private struct Node
    {
        public long Offset;
        public long Units;
        public int Before;
        public int After;
        public int PreviousFree;
        public int NextFree;
        public uint Generation;
        public NodeState State;
    }

    private int TakeNode()
    {
        if (_spareNode == None)
        {
            _nodes.Add(new Node { Generation = 1 });
            return _nodes.Count - 1;
        }

        var index = _spareNode;
        _spareNode = _nodes[index].NextFree;
        return index;
    }

    private void DropNode(int index)
    {
        ref var node = ref _nodes[index];
        Renew(ref node);
        node.State = NodeState.Loose;
        node.NextFree = _spareNode;
        _spareNode = index;
    }

    /// <summary>Makes every block that named this node stale; 0 is skipped so that no default block is ever valid.</summary>
    private static void Renew(ref Node node) => node.Generation = node.Generation == uint.MaxValue ? 1 : node.Generation + 1;

    /// <summary>Cuts what exceeds <paramref name="units"/> off an unlinked block and makes it a free block of its own.</summary>
    private void SplitTail(int index, long units)
    {
        var tail = TakeNode();
        ref var node = ref _nodes[index];
        ref var rest = ref _nodes[tail];
        rest.Offset = node.Offset + units;
        rest.Units = node.Units - units;
        rest.Before = index;
        rest.After = node.After;
        if (node.After != None)
        {
            _nodes[node.After].Before = tail;
        }

        node.Units = units;
        node.After = tail;
        LinkFree(tail);
    }

    /// <summary>Joins a block with the one behind it, whose node becomes spare. Both are unlinked.</summary>
    private void Absorb(int index, int after)
    {
        ref var node = ref _nodes[index];
        ref var gone = ref _nodes[after];
        node.Units += gone.Units;
        node.After = gone.After;
        if (gone.After != None)
        {
            _nodes[gone.After].Before = index;
        }

        DropNode(after);
    }

    private void LinkFree(int index)
    {
        ref var node = ref _nodes[index];
        var size = SizeClass.Holding(node.Units);
        var head = _free.Head(size);
        node.State = NodeState.Free;
        node.PreviousFree = None;
        node.NextFree = head;
        if (head != None)
        {
            _nodes[head].PreviousFree = index;
        }

        _free.SetHead(size, index);
    }

    private void UnlinkFree(int index)
    {
        ref var node = ref _nodes[index];
        node.State = NodeState.Loose;
        if (node.NextFree != None)
        {
            _nodes[node.NextFree].PreviousFree = node.PreviousFree;
        }

        if (node.PreviousFree != None)
        {
            _nodes[node.PreviousFree].NextFree = node.NextFree;
        }
        else
        {
            _free.SetHead(SizeClass.Holding(node.Units), node.NextFree);
        }
    }
}
