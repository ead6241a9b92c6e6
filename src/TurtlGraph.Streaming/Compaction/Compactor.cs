using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Makes room for a request whose bytes are free but scattered, when there is nothing that nobody holds to evict: empties the window
/// of the payload memory with the fewest bytes to move, a few bytes a frame, while any thread goes on reading what is moved. One
/// window at a time; until it is empty nobody else gets a part of it.
/// </summary>
/// <remarks>
/// A payload is copied, published at its new place, and its old place used again when the grace frames are over and nobody has
/// it pinned. When some block of the window fits nowhere else, the window is slid together: its assets are unpublished, moved after the grace frames, and published again. That
/// costs some frames without them but no read, where eviction costs both.
/// </remarks>
internal sealed unsafe partial class Compactor : IDisposable
{
    /// <summary>Blocks looked at in one frame; the search for a window goes on in the next.</summary>
    private const int MostBlocksLooked = 1024;

    private const uint FramesUntilRetry = 32;
    private const int CopyStep = 128 << 10;
    private const int NoAsset = -1;

    private readonly RuntimeState _state;
    private readonly PayloadArena _arena;
    private readonly NativeList<CompactionPiece> _pieces;
    private readonly NativeList<CompactionPiece> _left;
    private readonly long _bytesPerFrame;

    // What is asked for in this frame, and what is being done.
    private int _wanted = NoAsset;
    private bool _wantsSlide;
    private int _asset = NoAsset;
    private int _length;
    private bool _isSlide;
    private int _cursor = -1;

    // For whom it was in vain.
    private int _failedFor = NoAsset;
    private bool _slideFailed;
    private uint _failedUntil;

    public Compactor(RuntimeState state)
    {
        _state = state;
        _arena = state.Payloads.Arena;
        _bytesPerFrame = state.Options.CompactionBytesPerFrame;
        _pieces = new NativeList<CompactionPiece>(MostBlocksLooked);
        _left = new NativeList<CompactionPiece>(1 << 20);
        Rooms = new MadeRooms(state);
    }

    /// <summary>What it has made.</summary>
    public MadeRooms Rooms { get; }

    /// <summary>Bytes that are in use only because something is being moved.</summary>
    public long Bytes { get; private set; }

    /// <summary>Free bytes that the window under way keeps from others; rooms that are made do not count.</summary>
    public long HeldBytes { get; private set; }

    private bool IsBusy => _asset != NoAsset;

    /// <summary>Asks for room for <paramref name="asset"/>, whose bytes are free but scattered. Asked again in every frame until there is room.</summary>
    public CompactionAnswer Ask(int asset, int length, bool nothingToEvict)
    {
        if (_bytesPerFrame == 0)
        {
            return CompactionAnswer.Evict;
        }

        if (!nothingToEvict && _asset != asset)
        {
            return CompactionAnswer.EvictUnheld;
        }

        if (IsBusy || _wanted != NoAsset)
        {
            return CompactionAnswer.Wait;
        }

        bool hasFailed = _failedFor == asset && _state.Frame < _failedUntil;
        if (Rooms.IsFull || (hasFailed && _slideFailed))
        {
            return CompactionAnswer.Evict;
        }

        _cursor = _wantsSlide == hasFailed ? _cursor : -1;
        _wantsSlide = hasFailed;
        _wanted = asset;
        _length = Math.Max(length, 1);
        return CompactionAnswer.Wait;
    }

    /// <summary>Does one frame's part.</summary>
    public void Run(ref Frame frame)
    {
        FreeLeft();
        Rooms.FreeVoid();
        if (!IsBusy && _wanted != NoAsset)
        {
            Plan();
        }

        _wanted = NoAsset;
        if (!IsBusy)
        {
            return;
        }

        if (_isSlide)
        {
            AdvanceSlide(ref frame);
        }
        else
        {
            AdvanceEvacuation(ref frame);
        }
    }

    public void Dispose()
    {
        _pieces.Dispose();
        _left.Dispose();
    }

    private void Plan()
    {
        var movable = new MovablePayloads(_state.Catalog, _wantsSlide ? _state.Levels : null);
        PayloadWindowKind kind = _wantsSlide ? PayloadWindowKind.Slid : PayloadWindowKind.Evacuated;
        PayloadWindow window = _arena.FindWindow(_length, kind, ref movable, ref _cursor, MostBlocksLooked);
        if (window.Exists)
        {
            TakeWindow(window);
            if (_wantsSlide ? TryBeginSlide() : TryFindPlaces())
            {
                _asset = _wanted;
                _isSlide = _wantsSlide;
                _cursor = -1;
                return;
            }

            Abandon();
        }

        if (_cursor < 0)
        {
            _failedFor = _wanted;
            _slideFailed = _wantsSlide;
            _failedUntil = _state.Frame + FramesUntilRetry;
        }
    }

    /// <summary>Lists the blocks of a window and holds its free ones, so that nobody else gets them.</summary>
    private void TakeWindow(PayloadWindow window)
    {
        for (int node = window.First; ; node = _arena.NodeAfter(node))
        {
            if (_arena.IsFree(node))
            {
                PayloadBlock held = _arena.Hold(node);
                HeldBytes += held.Length;
                _pieces.Add(new CompactionPiece { Block = held, Asset = NoAsset, State = PieceState.Held });
            }
            else
            {
                PayloadBlock block = _arena.BlockAt(node, out int asset);
                _pieces.Add(new CompactionPiece { Block = block, Asset = asset, State = PieceState.Occupied });
            }

            if (node == window.Last)
            {
                return;
            }
        }
    }

    /// <summary>Gives the window up: what is held becomes free, what was left becomes free when its readers are gone.</summary>
    private void Abandon()
    {
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State == PieceState.Left)
            {
                _left.Add(piece);
            }
            else if (piece.State == PieceState.Held)
            {
                HeldBytes -= piece.Block.Length;
                _arena.Unhold(piece.Block);
            }
            else if (!piece.Place.IsEmpty)
            {
                Bytes -= piece.Place.Length;
                _state.Counters.ReservedBytes -= piece.Place.Length;
                _arena.Free(piece.Place);
            }
        }

        _pieces.Clear();
        _asset = NoAsset;
    }

    /// <summary>All of the window is held: keeps what was asked for and frees the rest.</summary>
    private void Conclude(PayloadBlock window)
    {
        HeldBytes -= window.Length;
        _state.Counters.Compactions++;
        Rooms.Add(_asset, _arena.Trim(window, _length), _length);
        _pieces.Clear();
        _asset = NoAsset;
    }

    private void FreeLeft()
    {
        for (int i = _left.Count - 1; i >= 0; i--)
        {
            if (IsEmptyNow(_left[i]))
            {
                _state.Counters.LeftBytes -= _left[i].Block.Length;
                Bytes -= _left[i].Block.Length;
                _arena.Free(_left[i].Block);
                _left.RemoveAtSwapBack(i);
            }
        }
    }

    /// <summary>A pin taken after the move may be meant for the old place: whoever read the address before may rely on it.</summary>
    private bool IsEmptyNow(in CompactionPiece piece) =>
        piece.Until <= _state.Frame && Volatile.Read(ref _state.Catalog[piece.Asset].Pins) <= 0;
}
