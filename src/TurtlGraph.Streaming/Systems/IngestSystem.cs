using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>Takes in what game threads asked since the last update: requests, cancels, releases, in the order they came.</summary>
internal sealed class IngestSystem(RuntimeState state) : ISystem
{
    private const int BetweenClockLooks = 16;

    public void Run(ref Frame frame)
    {
        state.Expiries.Run(ref frame);
        int handled = 0;
        while (state.Submissions.TryDequeue(out SubmitCommand command))
        {
            Handle(command);
            if (++handled % BetweenClockLooks == 0 && frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }
        }
    }

    private void Handle(in SubmitCommand command)
    {
        state.Options.Recorder?.Command(command);
        switch (command.Kind)
        {
            case SubmitKind.Request:
                state.Requests.Begin(command);
                break;
            case SubmitKind.Cancel:
                state.Requests.Cancel(command.Handle);
                break;
            default:
                state.Requests.Release(command.Handle);
                break;
        }
    }
}
