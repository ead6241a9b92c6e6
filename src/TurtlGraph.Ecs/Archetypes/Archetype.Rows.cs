using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Rows: appending, moving between archetypes, and removal by putting the last entity in the gap.</content>
public sealed unsafe partial class Archetype
{
    /// <summary>Opens a row at the end. The caller writes the entity and every component, which hold old values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* Append(out int row, out uint slot)
    {
        if (_tailCount == Capacity)
        {
            OpenChunk();
        }

        row = _tailCount++;
        slot = _tailSlot | (uint)row;
        return _tail;
    }

    /// <summary>Opens up to <paramref name="count"/> rows at the end of one chunk and returns how many.</summary>
    internal byte* AppendMany(int count, out int row, out uint slot, out int opened)
    {
        if (_tailCount == Capacity)
        {
            OpenChunk();
        }

        row = _tailCount;
        slot = _tailSlot | (uint)row;
        opened = Math.Min(count, Capacity - _tailCount);
        _tailCount += opened;
        return _tail;
    }

    /// <summary>
    /// Closes the row at <paramref name="slot"/> by moving the last entity there; returns that entity, or
    /// <see cref="Entity.None"/> when the row was the last. The caller updates the moved entity's record.
    /// </summary>
    internal Entity Remove(uint slot)
    {
        var last = _tailCount - 1;
        var moved = Entity.None;
        if (slot != (_tailSlot | (uint)last))
        {
            var row = (int)(slot & _store.RowMask);
            var chunk = _store.Chunk(slot >> _store.RowBits);
            moved = ((Entity*)_tail)[last];
            ((Entity*)chunk)[row] = moved;
            foreach (ref readonly var column in Columns.AsSpan())
            {
                CopyValue(Value(chunk, column, row), Value(_tail, column, last), column.Size);
            }
        }

        _tailCount = last;
        if (last == 0)
        {
            CloseChunk();
        }

        return moved;
    }

    /// <summary>Copies the components both archetypes have to a row of this one and zeroes the others.</summary>
    internal void Receive(byte* chunk, int row, Archetype from, byte* fromChunk, int fromRow)
    {
        foreach (ref readonly var column in Columns.AsSpan())
        {
            var to = Value(chunk, column, row);
            int offset = from.Offsets[column.ComponentId];
            if (offset != 0)
            {
                CopyValue(to, fromChunk + offset + ((nint)fromRow * column.Size), column.Size);
            }
            else
            {
                Unsafe.InitBlockUnaligned(to, 0, (uint)column.Size);
            }
        }
    }

    /// <summary>Zeroes the components of <paramref name="count"/> rows.</summary>
    internal void Clear(byte* chunk, int row, int count)
    {
        foreach (ref readonly var column in Columns.AsSpan())
        {
            new Span<byte>(Value(chunk, column, row), count * column.Size).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Value(byte* chunk, in Column column, int row) => chunk + column.Offset + ((nint)row * column.Size);

    /// <summary>Copies one value; the common sizes without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyValue(byte* to, byte* from, int size)
    {
        switch (size)
        {
            case 4:
                *(uint*)to = *(uint*)from;
                break;
            case 8:
                *(ulong*)to = *(ulong*)from;
                break;
            case 12:
                *(ulong*)to = *(ulong*)from;
                *(uint*)(to + 8) = *(uint*)(from + 8);
                break;
            case 16:
                *(ulong*)to = *(ulong*)from;
                *(ulong*)(to + 8) = *(ulong*)(from + 8);
                break;
            default:
                Unsafe.CopyBlockUnaligned(to, from, (uint)size);
                break;
        }
    }
}
