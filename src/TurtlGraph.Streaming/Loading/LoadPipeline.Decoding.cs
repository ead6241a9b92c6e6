using System.Diagnostics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <content>
/// Decoding an operation in units that any workers may take: blocks of large assets, and small assets by groups whose hashes
/// are computed side by side. Each unit writes straight to its place in the payload; the last one to be done ends the operation.
/// </content>
internal sealed unsafe partial class LoadPipeline
{
    /// <summary>Small assets are decoded together up to so many bytes.</summary>
    private const int GroupBytes = 64 << 10;
    private const int NoGroup = -1;

    /// <summary>
    /// A slot's units that nobody has taken, in the low half, under the generation of its operation: a late worker can take
    /// nothing of a slot that is used anew.
    /// </summary>
    private readonly NativeArray<long> _claims;
    private readonly double _virtualDecodeSecondsPerByte;
    private double _decoderBusyUntil;

    /// <summary>The time of a virtual clock; NaN when there are workers.</summary>
    private double _virtualNow = double.NaN;

    /// <summary>Makes a completed read's work known and returns its number of units; without any, the operation is over.</summary>
    private int Begin(in ReadCompletion completion)
    {
        int slot = (int)(uint)completion.Token;
        ref LoadOperation operation = ref _operations[slot];
        operation.Read = completion.Status;
        operation.BytesRead = completion.BytesRead;
        Interlocked.Add(ref _ended, operation.Length);
        Interlocked.Add(ref _arrived, completion.BytesRead);
        int units = 0;
        if (completion.Status is ReadStatus.Ok or ReadStatus.Short)
        {
            Post(slot, isLast: false, double.IsNaN(_virtualNow) ? 0 : _virtualNow);
            units = Divide(slot, completion.Status == ReadStatus.Ok ? operation.Length : completion.BytesRead);
        }

        if (units == 0)
        {
            End(slot, decoded: 0);
            return 0;
        }

        operation.Units = units;
        operation.UnitsLeft = units;
        Volatile.Write(ref _claims[slot], ((long)operation.Generation << 32) | (uint)units);
        return units;
    }

    /// <summary>Gives every part whose bytes have arrived its units.</summary>
    private int Divide(int slot, int arrived)
    {
        ref LoadOperation operation = ref _operations[slot];
        Bundle bundle = _catalog.Bundles[operation.Bundle].Bundle;
        int units = 0;
        int group = NoGroup;
        for (int i = 0; i < operation.PartCount; i++)
        {
            ref LoadPart part = ref Part(slot, i);

            // Only work that was done says that all is well; blocks say when it is not.
            part.Status = DecodeStatus.WrongLength;
            part.FirstUnit = -1;
            if (!part.IsIn(arrived))
            {
                continue;
            }

            part.Blocks = bundle.BlockCount(part.Entry);
            if (part.Blocks > 1)
            {
                part.FirstUnit = units;
                units += part.Blocks;
                part.Status = DecodeStatus.Ok;
                group = NoGroup;
            }
            else if (group != NoGroup && group + (long)part.DecodedLength <= GroupBytes)
            {
                part.FirstUnit = units - 1;
                group += part.DecodedLength;
            }
            else
            {
                part.FirstUnit = units++;
                group = part.DecodedLength;
            }
        }

        return units;
    }

    /// <summary>Takes units of an operation and does them until none is left to take.</summary>
    private void Work(ulong token)
    {
        int slot = (int)(uint)token;
        while (TryClaim(slot, (uint)(token >> 32), out int unit))
        {
            if (_operations[slot].IsRestore)
            {
                End(slot, Restore(slot));
                return;
            }

            Decode(slot, unit);
            if (Interlocked.Decrement(ref _operations[slot].UnitsLeft) == 0)
            {
                End(slot, VerifyTrees(slot));
            }
        }
    }

    private bool TryClaim(int slot, uint generation, out int unit)
    {
        ref long claim = ref _claims[slot];
        while (true)
        {
            long seen = Volatile.Read(ref claim);
            if ((uint)(seen >> 32) != generation || (uint)seen == 0)
            {
                unit = -1;
                return false;
            }

            if (Interlocked.CompareExchange(ref claim, seen - 1, seen) == seen)
            {
                // As long as this unit is not done, the slot keeps its operation.
                unit = _operations[slot].Units - (int)(uint)seen;
                return true;
            }
        }
    }

    private void Decode(int slot, int unit)
    {
        ref LoadOperation operation = ref _operations[slot];
        Bundle bundle = _catalog.Bundles[operation.Bundle].Bundle;
        Span<EntryDecode> group = stackalloc EntryDecode[MaxParts];
        Span<byte> members = stackalloc byte[MaxParts];
        int count = 0;
        for (int i = 0; i < operation.PartCount; i++)
        {
            ref LoadPart part = ref Part(slot, i);
            if (part.FirstUnit < 0 || unit < part.FirstUnit || unit >= part.FirstUnit + part.Blocks)
            {
                continue;
            }

            if (part.Blocks > 1)
            {
                DecodeBlock(in operation, bundle, ref part, unit - part.FirstUnit);
                return;
            }

            members[count] = (byte)i;
            group[count++] = new EntryDecode
            {
                Entry = part.Entry,
                Stored = operation.IsDirect ? part.Destination : operation.Buffer + part.StoredStart,
                StoredLength = part.StoredLength,
                Destination = part.Destination,
                DecodedLength = part.DecodedLength,
            };
        }

        Debug.Assert(count > 0, "a unit has parts");
        _decoder.DecodeMany(bundle, group[..count]);
        for (int i = 0; i < count; i++)
        {
            Part(slot, members[i]).Status = group[i].Status;
        }
    }

    private void DecodeBlock(in LoadOperation operation, Bundle bundle, ref LoadPart part, int index)
    {
        // One bad block spoils the asset.
        if (part.Status != DecodeStatus.Ok)
        {
            return;
        }

        BundleBlock block = bundle.Block(part.Entry, index);
        var destination = new Span<byte>(part.Destination + block.DecodedOffset, block.DecodedLength);
        long start = part.StoredStart + (block.Offset - bundle.Offsets[part.Entry]);
        DecodeStatus status = operation.IsDirect
            ? EntryDecoder.VerifyBlock(bundle, part.Entry, index, destination)
            : _decoder.DecodeBlock(
                bundle, part.Entry, index, new ReadOnlySpan<byte>(operation.Buffer + start, block.StoredLength), destination);
        if (status != DecodeStatus.Ok)
        {
            part.Status = status;
        }
    }

    /// <summary>Completes the proof of assets of several blocks; returns the decoded bytes of all parts.</summary>
    private long VerifyTrees(int slot)
    {
        ref LoadOperation operation = ref _operations[slot];
        Bundle bundle = _catalog.Bundles[operation.Bundle].Bundle;
        long decoded = 0;
        for (int i = 0; i < operation.PartCount; i++)
        {
            ref LoadPart part = ref Part(slot, i);
            if (part.FirstUnit < 0)
            {
                continue;
            }

            decoded += part.DecodedLength;
            if (part.Blocks > 1 && part.Status == DecodeStatus.Ok && !EntryDecoder.VerifyTree(bundle, part.Entry))
            {
                part.Status = DecodeStatus.HashMismatch;
            }

            // A tier that keeps copies must not deliver the same wrong ones to the next attempt.
            if (part.Status is not (DecodeStatus.Ok or DecodeStatus.CodecUnavailable))
            {
                SourceOf(slot).Distrust(operation.File, operation.Offset + part.StoredStart, part.StoredLength);
            }
        }

        return decoded;
    }

    private void End(int slot, long decoded)
    {
        double visibleAt = 0;
        if (!double.IsNaN(_virtualNow))
        {
            visibleAt = Math.Max(_decoderBusyUntil, _virtualNow) + (decoded * _virtualDecodeSecondsPerByte);
            _decoderBusyUntil = decoded > 0 ? visibleAt : _decoderBusyUntil;
        }

        Post(slot, isLast: true, visibleAt);
    }

    private void Post(int slot, bool isLast, double visibleAt)
    {
        ref LoadOperation operation = ref _operations[slot];
        bool posted = _events.TryEnqueue(new LoadEvent
        {
            Token = TokenOf(slot, operation.Generation),
            BytesRead = operation.BytesRead,
            Read = operation.Read,
            IsLast = isLast,
            VisibleAt = visibleAt,
        });
        Debug.Assert(posted, "the ring holds two events for every slot");
    }
}
