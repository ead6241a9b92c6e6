using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Held blocks that compaction has made for one asset each and that wait for it to be admitted. Nobody waits for a room for ever:
/// one that is not used in time, or stands in the way of another request, becomes free memory.
/// </summary>
internal sealed class MadeRooms(RuntimeState state)
{
    /// <summary>Rooms there can be at once; a closure with more blocks that do not fit evicts.</summary>
    public const int Most = 8;

    private const uint FramesKept = 120;
    private readonly Room[] _rooms = new Room[Most];
    private int _count;

    public bool IsFull => _count == Most;

    public void Add(int asset, PayloadBlock held, int length) =>
        _rooms[_count++] = new Room { Asset = asset, Held = held, Length = length, Until = state.Frame + FramesKept };

    /// <summary>Whether a room waits for the asset.</summary>
    public bool Has(int asset) => IndexOf(asset) >= 0;

    /// <summary>Grants the asset its room, until <see cref="TryReturn"/> or for good by <see cref="Settle"/>.</summary>
    public bool TryTake(int asset, out PayloadBlock block)
    {
        int index = _count == 0 ? -1 : IndexOf(asset);
        if (index < 0)
        {
            block = default;
            return false;
        }

        ref Room room = ref _rooms[index];
        room.IsTaken = true;
        block = state.Payloads.Arena.Grant(room.Held, room.Length, asset);
        return true;
    }

    /// <summary>Takes a granted room back: the asset's closure could not be reserved as a whole.</summary>
    public bool TryReturn(int asset, in PayloadBlock block)
    {
        int index = _count == 0 ? -1 : IndexOf(asset);
        if (index < 0 || !_rooms[index].IsTaken)
        {
            return false;
        }

        _rooms[index].IsTaken = false;
        _rooms[index].Held = state.Payloads.Arena.Vacate(block);
        return true;
    }

    /// <summary>The rooms that were taken are used for good.</summary>
    public void Settle()
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_rooms[i].IsTaken)
            {
                RemoveAt(i);
            }
        }
    }

    /// <summary>Frees rooms whose asset does not wait for them any more, or has waited too long.</summary>
    public void FreeVoid()
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_rooms[i].Until <= state.Frame || state.Catalog[_rooms[i].Asset].State != AssetState.Queued)
            {
                FreeAt(i);
            }
        }
    }

    /// <summary>Frees the rooms of all assets outside a closure, of which a request lacks memory.</summary>
    public void FreeOthers(ReadOnlySpan<int> closure)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (!closure.Contains(_rooms[i].Asset))
            {
                FreeAt(i);
            }
        }
    }

    private int IndexOf(int asset)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_rooms[i].Asset == asset)
            {
                return i;
            }
        }

        return -1;
    }

    private void FreeAt(int index)
    {
        state.Payloads.Arena.Unhold(_rooms[index].Held);
        RemoveAt(index);
    }

    private void RemoveAt(int index) => _rooms[index] = _rooms[--_count];

    private struct Room
    {
        public PayloadBlock Held;
        public int Asset;
        public int Length;
        public uint Until;
        public bool IsTaken;
    }
}
