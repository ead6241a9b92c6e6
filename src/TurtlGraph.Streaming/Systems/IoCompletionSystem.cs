using TurtlGraph.Bundles;
using TurtlGraph.Ecs;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>
/// Takes what the load pipeline has finished: publishes, retries or fails. Also the watchdog: a read or a decode that takes too long is
/// given up, its memory kept until the byte source or the worker lets go of it, and the asset is tried again.
/// </summary>
internal sealed class IoCompletionSystem(RuntimeState state, OverdueRequests overdue) : ISystem
{
    private const int BetweenClockLooks = 8;

    private const int LooksPerUpdate = 256;

    private int _nextSlot = -1;

    public void Run(ref Frame frame)
    {
        if (state.Pipeline.IsInline)
        {
            state.Pipeline.Pump(state.Now);
        }

        int handled = 0;
        while (state.Pipeline.TryTake(state.Now, out LoadEvent item))
        {
            Handle(item);
            if (++handled % BetweenClockLooks == 0 && frame.TimeIsUp)
            {
                frame.CarryOver();
                break;
            }
        }

        GiveUpSlowLoads();
        overdue.Fail(ref frame);
    }

    private void Handle(in LoadEvent item)
    {
        int slot = (int)(uint)item.Token;
        ref LoadOperation operation = ref state.Pipeline[slot];
        if (!item.IsLast)
        {
            if (item.Read == ReadStatus.Ok && !operation.IsElsewhere)
            {
                state.Window.NoteRead(operation.Length, state.Now - operation.SubmittedAt);
            }

            operation.DecodingSince = Math.Max(state.Now, double.Epsilon);
            if (!operation.IsAbandoned)
            {
                BeginDecoding(slot, operation.PartCount);
            }

            return;
        }

        if (operation.IsRestore)
        {
            EndRestore(slot, ref operation, item.Read);
            return;
        }

        state.Counters.BytesRead += item.BytesRead;
        if (item.Read == ReadStatus.Cancelled)
        {
            NoteCancelled(operation, item.BytesRead);
        }

        if (operation.IsAbandoned)
        {
            FreeAbandoned(slot, operation.PartCount);
        }
        else
        {
            End(slot, operation.PartCount, item.Read, item.BytesRead);
        }

        if (!operation.IsDirect)
        {
            state.Staging.Free(operation.Staging);
        }

        state.Pipeline.Return(slot, wasSubmitted: true);
    }

    /// <summary>What was called back in time has cost nothing: others may read for it.</summary>
    private void NoteCancelled(in LoadOperation operation, int bytesRead)
    {
        int spared = operation.Length - bytesRead;
        state.Counters.ReadsCancelled++;
        state.Counters.BytesSpared += spared;
        state.Bandwidth.Refund(operation.Urgency, spared);
    }

    private void BeginDecoding(int slot, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            ref AssetRecord record = ref state.Catalog[state.Pipeline.Part(slot, part).Asset];
            state.World.Change<Reading, Decoding>(record.Owner);
            record.State = AssetState.Decoding;
        }
    }

    private void End(int slot, int parts, ReadStatus read, int arrived)
    {
        if (read is ReadStatus.Short or ReadStatus.Failed)
        {
            state.Counters.ReadsFailed++;
        }

        for (int part = 0; part < parts; part++)
        {
            ref LoadPart load = ref state.Pipeline.Part(slot, part);
            switch (read)
            {
                // One asset behind the end of a file does not take its neighbours in the same read with it.
                case ReadStatus.Ok:
                case ReadStatus.Short when load.IsIn(arrived):
                    EndDecoded(load.Asset, load.Status);
                    break;
                case ReadStatus.Cancelled:
                    EndCancelled(load.Asset);
                    break;
                default:
                    RetryOrFail(load.Asset, read == ReadStatus.Short ? FailureReason.ShortRead : FailureReason.ReadError);
                    break;
            }
        }
    }

    private void EndDecoded(int asset, DecodeStatus status)
    {
        switch (status)
        {
            case DecodeStatus.Ok:
                state.Residents.Publish(asset);
                state.Requests.OnResident(asset);
                break;
            case DecodeStatus.CodecUnavailable:
                Fail(asset, FailureReason.CodecUnavailable);
                break;
            default:
                state.Counters.VerifyFailures++;
                RetryOrFail(asset, FailureReason.VerifyFailed);
                break;
        }
    }

    private void EndRestore(int slot, ref LoadOperation operation, ReadStatus read)
    {
        ref LoadPart part = ref state.Pipeline.Part(slot, 0);
        if (operation.IsAbandoned)
        {
            FreeAbandoned(slot, parts: 1);
        }
        else if (read == ReadStatus.Ok && part.Status == DecodeStatus.Ok)
        {
            state.Residents.Publish(part.Asset, isRestored: true);
            state.Requests.OnResident(part.Asset);
        }
        else
        {
            bool isGone = part.Status == DecodeStatus.ReadFailed;
            state.Counters.RestoresMissed += read == ReadStatus.Ok && isGone ? 1 : 0;
            state.Counters.RestoresFailed += read == ReadStatus.Ok && !isGone ? 1 : 0;

            // Cancelled, or without a copy now: whoever still wants it reads it, and that is its first attempt.
            EndCancelled(part.Asset);
        }

        state.Pipeline.Return(slot, wasSubmitted: true);
    }

    private void EndCancelled(int asset)
    {
        if (RequestBook.IsWanted(state.Catalog[asset]))
        {
            state.Requests.Requeue(asset, notBefore: 0);
        }
        else
        {
            state.Requests.Drop(asset);
        }
    }

    private void RetryOrFail(int asset, FailureReason reason)
    {
        ref AssetRecord record = ref state.Catalog[asset];
        if (!RequestBook.IsWanted(record))
        {
            state.Requests.Drop(asset);
            return;
        }

        record.FailedAttempts++;
        if (record.FailedAttempts >= state.Options.MaxAttempts)
        {
            Fail(asset, reason);
            return;
        }

        double delay = state.Options.RetryDelay.TotalSeconds * (1L << Math.Min(record.FailedAttempts - 1, 20));
        state.Requests.Requeue(asset, state.Now + delay);
        state.Counters.Retries++;
        state.Record(TraceKind.Retried, asset, (long)reason);
    }

    private void Fail(int asset, FailureReason reason)
    {
        state.Requests.Remove(asset);
        state.Requests.OnFailed(asset, reason);
    }

    /// <summary>Looks at some of the operations in each update, so that many of them cost no more than few.</summary>
    private void GiveUpSlowLoads()
    {
        double oldestRead = state.Now - state.Options.ReadTimeout.TotalSeconds;
        double oldestDecode = state.Now - state.Options.DecodeTimeout.TotalSeconds;
        int looks = Math.Min(LooksPerUpdate, state.Pipeline.Capacity);
        for (int i = 0; i < looks; i++)
        {
            _nextSlot = _nextSlot + 1 < state.Pipeline.Capacity ? _nextSlot + 1 : 0;
            ref LoadOperation operation = ref state.Pipeline[_nextSlot];
            if (!operation.IsActive || operation.IsAbandoned)
            {
                continue;
            }

            if (operation.DecodingSince == 0 && operation.SubmittedAt < oldestRead)
            {
                state.Counters.TimedOutReads++;
                if (!operation.IsElsewhere)
                {
                    state.Window.NoteTimeout();
                }

                Abandon(_nextSlot, ref operation);
                state.Pipeline.Cancel(_nextSlot);
            }
            else if (operation.DecodingSince > 0 && operation.DecodingSince < oldestDecode)
            {
                state.Counters.TimedOutDecodes++;
                Abandon(_nextSlot, ref operation);
                state.Pipeline.ReplaceWorker();
            }
        }
    }

    private void Abandon(int slot, ref LoadOperation operation)
    {
        operation.IsAbandoned = true;
        for (int i = 0; i < operation.PartCount; i++)
        {
            ref LoadPart part = ref state.Pipeline.Part(slot, i);

            // The memory goes with the operation: the source or a worker may still write to it.
            ref Payload payload = ref state.World.Get<Payload>(state.Catalog[part.Asset].Owner);
            part.Abandoned = payload;
            payload = default;
            RetryOrFail(part.Asset, FailureReason.TimedOut);
        }
    }

    private void FreeAbandoned(int slot, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            state.Residents.FreeReservation(ref state.Pipeline.Part(slot, part).Abandoned);
        }
    }
}
