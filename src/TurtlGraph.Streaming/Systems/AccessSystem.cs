using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>Brings the uses that threads reported into the columns that eviction reads.</summary>
internal sealed class AccessSystem(RuntimeState state) : ISystem
{
    private const int BetweenClockLooks = 64;

    public void Run(ref Frame frame)
    {
        int ring = 0;
        int handled = 0;
        while (state.Accesses.TryTake(ref ring, out int asset))
        {
            NoteUse(asset);
            if (++handled % BetweenClockLooks == 0 && frame.TimeIsUp)
            {
                frame.CarryOver();
                break;
            }
        }

        state.Counters.AccessesRecorded += handled;
    }

    private void NoteUse(int asset)
    {
        state.Options.Recorder?.Use(asset);
        ref AssetRecord record = ref state.Catalog[asset];
        if (record.State != AssetState.Resident)
        {
            return;
        }

        state.Options.WarmingHistory?.Note(state.IdOf(asset).Value, state.Now);
        state.World.Get<LastUsed>(record.Owner).Value = (float)state.Now;
        state.World.Get<UseCount>(record.Owner).Value += 1;
        state.Policy?.Use(asset);
    }
}
