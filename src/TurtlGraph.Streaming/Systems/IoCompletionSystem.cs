using TurtlGraph.Bundles;
using TurtlGraph.Ecs;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>
/// Takes what the load pipeline has finished: publishes, retries or fails. Also the watchdog: a read that takes too long is
/// given up, its memory kept until the byte source lets go of it, and the asset is tried again.
/// </summary>
internal sealed class IoCompletionSystem(RuntimeState state) : ISystem, IDisposable
{
    private const int BetweenClockLooks = 8;

    private readonly OverdueRequests _overdue = new(state);

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

        GiveUpSlowReads();
        _overdue.Fail();
    }

    public void Dispose() => _overdue.Dispose();

    private void Handle(in LoadEvent item)
    {
        int slot = (int)(uint)item.Token;
        ref LoadOperation operation = ref state.Pipeline[slot];
        if (!item.IsLast)
        {
            if (item.Read == ReadStatus.Ok)
            {
                state.Window.NoteRead(operation.Length, state.Now - operation.SubmittedAt);
            }

            if (!operation.IsAbandoned)
            {
                BeginDecoding(slot, operation.PartCount);
            }

            return;
        }

        state.Counters.BytesRead += item.BytesRead;
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

    private void GiveUpSlowReads()
    {
        double oldest = state.Now - state.Options.ReadTimeout.TotalSeconds;
        for (int slot = 0; slot < state.Pipeline.Capacity; slot++)
        {
            ref LoadOperation operation = ref state.Pipeline[slot];
            if (operation.IsActive && !operation.IsAbandoned && operation.SubmittedAt < oldest)
            {
                Abandon(slot, ref operation);
            }
        }
    }

    private void Abandon(int slot, ref LoadOperation operation)
    {
        operation.IsAbandoned = true;
        state.Counters.TimedOutReads++;
        state.Window.NoteTimeout();
        for (int i = 0; i < operation.PartCount; i++)
        {
            ref LoadPart part = ref state.Pipeline.Part(slot, i);

            // The memory goes with the operation: the source may still write to it.
            ref Payload payload = ref state.World.Get<Payload>(state.Catalog[part.Asset].Owner);
            part.Abandoned = payload;
            payload = default;
            RetryOrFail(part.Asset, FailureReason.TimedOut);
        }

        state.Pipeline.Cancel(slot);
    }

    private void FreeAbandoned(int slot, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            state.Residents.FreeReservation(ref state.Pipeline.Part(slot, part).Abandoned);
        }
    }
}
