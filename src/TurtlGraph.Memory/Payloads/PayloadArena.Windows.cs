namespace TurtlGraph.Memory;

/// <content>
/// The search for what to move: two pointers walk the blocks in the order of their addresses, between which there is always just
/// enough, so the window with the fewest bytes to move is found in one pass.
/// </content>
public sealed unsafe partial class PayloadArena
{
    /// <summary>
    /// Finds the window for <paramref name="bytes"/> with the fewest bytes to move. Begins at the block <paramref name="cursor"/>
    /// (-1: the lowest), looks at no more than <paramref name="maxBlocks"/> blocks and sets the cursor so that the next search
    /// overlaps this one by half, or to -1 at the end of the arena.
    /// </summary>
    public PayloadWindow FindWindow<TMover>(long bytes, PayloadWindowKind kind, ref TMover mover, ref int cursor, int maxBlocks = int.MaxValue)
        where TMover : struct, IPayloadMover
    {
        var need = OuterUnits(bytes);
        var best = PayloadWindow.None;
        var left = None;
        long room = 0;
        long moved = 0;
        var seen = 0;
        var half = None;
        var index = StartOfSearch(cursor);
        for (; index != None && seen < maxBlocks; index = At(index)->After)
        {
            if (seen++ == maxBlocks / 2)
            {
                half = index;
            }

            var node = At(index);
            if (node->State == NodeState.Held || (node->State == NodeState.Used && !mover.MayMove(NameOf(index), node->PreviousFree)))
            {
                left = None;
                room = 0;
                moved = 0;
                continue;
            }

            if (left == None)
            {
                left = index;
            }

            room += RoomIn(index, kind);
            moved += MovedBy(index);
            while (room - RoomIn(left, kind) >= need || (left != index && RoomIn(left, kind) == 0))
            {
                room -= RoomIn(left, kind);
                moved -= MovedBy(left);
                left = At(left)->After;
            }

            if (room >= need && moved < best.MovedUnits)
            {
                best = new PayloadWindow(left, index, moved);
            }
        }

        cursor = index == None ? None : half;
        return best;
    }

    private long MovedBy(int index) => At(index)->State == NodeState.Used ? At(index)->Units : 0;

    private long RoomIn(int index, PayloadWindowKind kind) =>
        kind == PayloadWindowKind.Evacuated || At(index)->State == NodeState.Free ? At(index)->Units : 0;

    /// <summary>The block a cursor stands for is gone when its node is spare; then the search begins anew.</summary>
    private int StartOfSearch(int cursor) =>
        (uint)cursor < (uint)_table.Count && At(cursor)->State != NodeState.Loose ? cursor : _firstNode;
}
