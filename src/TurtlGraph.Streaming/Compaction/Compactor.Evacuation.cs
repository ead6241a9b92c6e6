using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>The usual way: every payload of the window goes to a free block outside it, and can be read all the time.</summary>
internal sealed unsafe partial class Compactor
{
    private bool TryFindPlaces()
    {
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State != PieceState.Occupied)
            {
                continue;
            }

            if (!_arena.TryAllocate(_state.Residents.BlockBytesOf(piece.Asset), piece.Asset, out piece.Place))
            {
                return false;
            }

            Bytes += piece.Place.Length;
            _state.Counters.ReservedBytes += piece.Place.Length;
        }

        return true;
    }

    private void AdvanceEvacuation(ref Frame frame)
    {
        // Whoever asked may have gone, or got memory elsewhere.
        if (_state.Catalog[_asset].State != AssetState.Queued)
        {
            Abandon();
            return;
        }

        long budget = _bytesPerFrame;
        bool isDone = true;
        foreach (ref CompactionPiece piece in _pieces.Span)
        {
            if (piece.State == PieceState.Occupied && !TryAdvance(ref piece, ref budget, ref frame))
            {
                // Evicted or pinned meanwhile.
                Abandon();
                return;
            }

            if (piece.State == PieceState.Left && IsEmptyNow(piece))
            {
                _state.Counters.LeftBytes -= piece.Block.Length;
                Bytes -= piece.Block.Length;
                piece.Block = _arena.Vacate(piece.Block);
                HeldBytes += piece.Block.Length;
                piece.State = PieceState.Held;
            }

            isDone &= piece.State == PieceState.Held;
        }

        if (isDone)
        {
            Conclude(JoinPieces());
        }
    }

    /// <summary>Copies a part of a payload, and publishes it at its new place when it is whole; <see langword="false"/> when it must stay.</summary>
    private bool TryAdvance(ref CompactionPiece piece, ref long budget, ref Frame frame)
    {
        ref AssetRecord record = ref _state.Catalog[piece.Asset];
        if (record.State != AssetState.Resident || record.Payload != (nint)piece.Block.Pointer)
        {
            return false;
        }

        if (!TryCopy(ref piece, new Span<byte>(piece.Block.Pointer, record.Length), piece.Place.Pointer, ref budget, ref frame))
        {
            return true;
        }

        if (!_state.Residents.TryMove(piece.Asset, piece.Place))
        {
            return false;
        }

        // The reservation of the new place is the asset's own from here on; the old place is what is in between.
        _state.Counters.ReservedBytes -= piece.Place.Length;
        _state.Counters.LeftBytes += piece.Block.Length;
        piece.State = PieceState.Left;
        piece.Until = _state.Frame + (uint)_state.Options.GraceFrames;
        return true;
    }

    /// <summary>Copies in ascending order, so that a place may overlap what is behind it; tells whether all is copied.</summary>
    private static bool TryCopy(ref CompactionPiece piece, ReadOnlySpan<byte> bytes, byte* place, ref long budget, ref Frame frame)
    {
        while (piece.Copied < bytes.Length)
        {
            int step = (int)Math.Min(Math.Min(bytes.Length - piece.Copied, CopyStep), budget);
            if (step == 0)
            {
                return false;
            }

            // One step is made however late it is: else a budget that is always used up would stop it for ever.
            fixed (byte* source = bytes)
            {
                BlockCopy.Copy(source + piece.Copied, place + piece.Copied, step, CopyUse.ReadLater);
            }

            piece.Copied += step;
            budget -= step;
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
                budget = 0;
            }
        }

        return true;
    }

    private PayloadBlock JoinPieces()
    {
        PayloadBlock whole = _pieces[0].Block;
        for (int i = 1; i < _pieces.Count; i++)
        {
            whole = _arena.Join(whole, _pieces[i].Block);
        }

        return whole;
    }
}
