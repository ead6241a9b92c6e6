using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <content>Finding a free block, and joining what is freed with its neighbours: each a bounded number of steps.</content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>How many blocks of the request's own size class are tried when every greater class is empty.</summary>
    private const int OwnClassTries = 32;

    /// <summary>A block of a class that surely suffices, else one of the request's own class that happens to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindFree(uint units)
    {
        var found = _free.FindFrom(SizeClass.Covering(units));
        return found != None ? found : FindInOwnClass(units);
    }

    private int FindInOwnClass(uint units)
    {
        var candidate = _free.Head(SizeClass.Holding(units));
        for (var tries = 0; candidate != None && tries < OwnClassTries; tries++)
        {
            Steps++;
            if (At(candidate)->Units >= units)
            {
                return candidate;
            }

            candidate = At(candidate)->NextFree;
        }

        return None;
    }

    /// <summary>Makes a used block free, one with its free neighbours; returns the free block it has become.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReturnToFree(int index)
    {
        var node = At(index);
        var before = node->Before;
        var after = node->After;
        if (IsFreeNode(before))
        {
            return JoinBefore(before, index, after);
        }

        if (!IsFreeNode(after))
        {
            Renew(node);
            LinkFree(index);
            return index;
        }

        var rest = At(after);
        var oldClass = SizeClass.Holding(rest->Units);
        rest->Offset = node->Offset;
        rest->Units += node->Units;
        rest->Before = before;
        LinkAfter(before, after);
        DropNode(index);
        Reclass(after, oldClass);
        return after;
    }

    private int JoinBefore(int before, int index, int after)
    {
        var front = At(before);
        var oldClass = SizeClass.Holding(front->Units);
        front->Units += At(index)->Units;
        if (IsFreeNode(after))
        {
            UnlinkFree(after);
            front->Units += At(after)->Units;
            var next = At(after)->After;
            DropNode(after);
            after = next;
        }

        front->After = after;
        LinkBefore(after, before);
        DropNode(index);
        Reclass(before, oldClass);
        return before;
    }
}
