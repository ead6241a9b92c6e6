namespace TurtlGraph.Caching;

// The stack's lower end and what it remembers of evicted keys.
internal sealed partial class LirsPolicy
{
    // Keeps a LIR slot at the bottom: what is below the last one has a longer distance than any LIR asset.
    private void Prune()
    {
        int node = _stack.Oldest(Stack);
        while (node >= 0)
        {
            if ((node & 1) != 0)
            {
                DropGhost(node >> 1);
            }
            else
            {
                int slot = node >> 1;
                if ((_states[slot] & Lir) != 0)
                {
                    return;
                }

                _stack.Unlink(node);
                _stackWeight -= WeightOf(slot);
                _states[slot] = 0;
            }

            node = _stack.Oldest(Stack);
        }
    }

    private void LimitStack()
    {
        while (_stackWeight > _stackLimit && _queues.Oldest(Evicted) >= 0)
        {
            DropGhost(_queues.Oldest(Evicted) >> 1);
        }
    }

    private void LeaveGhost(int slot)
    {
        if (_ghosts.Count >= Math.Max(1024, 4L * SlotCount))
        {
            DropGhost(_queues.Oldest(Evicted) >> 1);
        }

        int older = _ghosts.Find(KeyOf(slot));
        if (older >= 0)
        {
            DropGhost(older);
        }

        int entry = _ghosts.Add(KeyOf(slot), WeightOf(slot));
        GrowNodes(_ghosts.Length);
        _stack.AddAfter(Node(slot), GhostNode(entry));
        _stack.Unlink(Node(slot));
        _queues.AddNewest(Evicted, GhostNode(entry));
    }

    private void DropGhost(int entry)
    {
        _stack.Unlink(GhostNode(entry));
        _queues.Unlink(GhostNode(entry));
        _stackWeight -= _ghosts.ValueOf(entry);
        _ghosts.Remove(entry);
    }
}
