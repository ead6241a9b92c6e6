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
    private PayloadBlock _hole;
    private int _slid;

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
        _slid = 0;
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

        // Carried through whether or not somebody still waits for the room: what was unpublished must come back.
        long budget = _bytesPerFrame;
        while (_slid < _pieces.Count)
        {
            ref CompactionPiece piece = ref _pieces[_slid];
            if (piece.State == PieceState.Held)
            {
                _hole = _slid == 0 ? piece.Block : _arena.Join(_hole, piece.Block);
            }
            else if (budget == 0 || !TrySlide(ref piece, ref budget, ref frame))
            {
                return;
            }

            _slid++;
        }

        Conclude(_hole);
    }

    private bool TrySlide(ref CompactionPiece piece, ref long budget, ref Frame frame)
    {
        Span<byte> bytes = piece.Copied == 0 ? _arena.BeginSlide(_hole, piece.Block) : _arena.OuterSpan(piece.Block);
        if (!TryCopy(ref piece, bytes, _hole.Pointer, ref budget, ref frame))
        {
            return false;
        }

        _state.Residents.MoveSuspended(piece.Asset, _arena.Slide(ref _hole, piece.Block));
        return true;
    }
}
