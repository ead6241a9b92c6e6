using System.Diagnostics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <content>
/// Operations without a read: an asset that the compressed tier holds is decoded and verified by the next free worker, straight to its place in the payload.
/// </content>
internal sealed unsafe partial class LoadPipeline
{
    private readonly CompressedCopies? _copies;

    /// <summary>Offers a rented slot with one asset to the workers; <see langword="false"/> when they have no room for it. Frame thread.</summary>
    public bool TryRestore(int slot, double now)
    {
        ref LoadOperation operation = ref _operations[slot];
        Debug.Assert(_copies is not null && operation.PartCount == 1 && operation.Length == 0, "one asset, and nothing to read");
        operation.IsRestore = true;
        operation.Read = ReadStatus.Ok;
        operation.SubmittedAt = now;
        operation.DecodingSince = Math.Max(now, double.Epsilon);
        operation.Units = 1;
        operation.UnitsLeft = 1;
        ulong token = TokenOf(slot, operation.Generation);
        Volatile.Write(ref _claims[slot], ((long)operation.Generation << 32) | 1);
        if (!_offers.TryEnqueue(token))
        {
            return false;
        }

        Wake(1);
        return true;
    }

    /// <summary>What nobody has begun, nobody will once its only unit is taken.</summary>
    private void CancelRestore(int slot)
    {
        ref LoadOperation operation = ref _operations[slot];
        if (TryClaim(slot, operation.Generation, out _))
        {
            operation.Read = ReadStatus.Cancelled;
            End(slot, decoded: 0);
        }
    }

    /// <summary>Restores and verifies; returns the bytes that were worked on.</summary>
    private long Restore(int slot)
    {
        ref LoadOperation operation = ref _operations[slot];
        ref LoadPart part = ref Part(slot, 0);
        Bundle bundle = _catalog.Bundles[operation.Bundle].Bundle;
        part.Status = _copies!.Restore(in bundle.Hashes[part.Entry], new Span<byte>(part.Destination, part.DecodedLength));
        return part.DecodedLength;
    }

    private void PumpRestores()
    {
        while (_offers.TryDequeue(out ulong token))
        {
            Work(token);
        }
    }
}
