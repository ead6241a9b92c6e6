using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The last resort, which needs no other memory: the payloads of the window are unpublished, moved together inside the window
/// once no reader can be left in them, and published again.
/// </summary>
internal sealed unsafe partial class Compactor
{
    private uint _slideFrom;

    private bool TryBeginSlide()
    {
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State == PieceState.Occupied && !_state.Residents.TrySuspend(piece.Asset))
            {
                ResumeUntil(ref piece);
                return false;
            }
        }

        _slideFrom = _state.Frame + (uint)_state.Options.GraceFrames;
        return true;
    }

    /// <summary>Publishes again what was unpublished before one that turned out to be pinned.</summary>
    private void ResumeUntil(ref CompactionPiece pinned)
    {
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.Asset == pinned.Asset)
            {
                return;
            }

            if (piece.State == PieceState.Occupied)
            {
                _state.Residents.Resume(piece.Asset);
            }
        }
    }

    private void AdvanceSlide(ref Frame frame)
    {
        if (_state.Frame < _slideFrom)
        {
            return;
        }

        // Once begun it is carried through, whether or not somebody still waits for the room: in between, payloads are in pieces.
        byte* place = _pieces[0].Block.Pointer;
        long budget = _bytesPerFrame;
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State == PieceState.Occupied)
            {
                if (!TryCopy(ref piece, place, piece.Block.Length, ref budget, ref frame))
                {
                    return;
                }

                place += piece.Block.Length;
            }
        }

        ConcludeSlide();
    }

    private void ConcludeSlide()
    {
        PayloadBlock rest = JoinPieces();
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State == PieceState.Occupied)
            {
                PayloadBlock place = _arena.Cut(rest, _state.Residents.BlockBytesOf(piece.Asset), out rest);
                _arena.SetTag(place, piece.Asset);
                _state.Residents.MoveSuspended(piece.Asset, place);
            }
        }

        _arena.SetTag(rest, NoAsset);
        Conclude(rest);
    }
}
