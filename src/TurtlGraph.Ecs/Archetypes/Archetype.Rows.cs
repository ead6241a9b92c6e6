using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Rows: appending, moving between archetypes, and removal by putting the last entity in the gap.</content>
public sealed unsafe partial class Archetype
{
    /// <summary>
    /// Opens a row at the end. The caller writes the entity and every component, which hold old values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ChunkLayout Append(out byte* chunk, out int row, out uint slot)
    {
        if (_tailCount == _tailCapacity)
        {
            OpenChunk();
        }

        row = _tailCount++;
        slot = _tailSlot + (uint)row;
        chunk = _tail;
        return _tailLayout!;
    }

    /// <summary>Opens up to <paramref name="count"/> zeroed rows at the end of one chunk and returns their entities, yet to be written.</summary>
    internal Span<Entity> AppendMany(int count, out uint slot)
    {
        if (_tailCount == _tailCapacity)
        {
            OpenChunk();
        }

        var row = _tailCount;
        var opened = Math.Min(count, _tailCapacity - row);
        slot = _tailSlot + (uint)row;
        _tailCount += opened;
        foreach (ref readonly var column in _tailLayout!.Columns.AsSpan())
        {
            new Span<byte>(Value(_tail, column, row), opened * column.Size).Clear();
        }

        return new Span<Entity>((Entity*)_tail + row, opened);
    }

    /// <summary>
    /// Closes a row by moving the last entity there; returns that entity, or <see cref="Entity.None"/> when the row was the
    /// last. The caller updates the moved entity's record.
    /// </summary>
    internal Entity Remove(ChunkLayout layout, byte* chunk, int row)
    {
        var last = _tailCount - 1;
        var moved = Entity.None;
        if (row != last || chunk != _tail)
        {
            moved = ((Entity*)_tail)[last];
            ((Entity*)chunk)[row] = moved;
            var from = _tailLayout!.Columns;
            var to = layout.Columns;
            for (var i = 0; i < from.Length; i++)
            {
                CopyValue(Value(chunk, to[i], row), Value(_tail, from[i], last), from[i].Size);
            }
        }

        _tailCount = last;
        if (last == 0)
        {
            CloseChunk();
        }

        return moved;
    }

    /// <summary>Copies the components both layouts have from one row to another and zeroes those only the target has.</summary>
    internal static void Copy(ChunkLayout to, byte* toChunk, int toRow, ChunkLayout from, byte* fromChunk, int fromRow)
    {
        foreach (ref readonly var column in to.Columns.AsSpan())
        {
            var place = Value(toChunk, column, toRow);
            var offset = from.Offsets[column.ComponentId];
            if (offset != 0)
            {
                CopyValue(place, fromChunk + offset + ((nint)fromRow * column.Size), column.Size);
            }
            else
            {
                Unsafe.InitBlockUnaligned(place, 0, (uint)column.Size);
            }
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
