namespace TurtlGraph.Streaming;

/// <content>The calls of a recording, made again.</content>
public sealed partial class AssetRuntime
{
    /// <summary>Asks again as it was asked; the handle is none when there is no room, which there was.</summary>
    internal AssetHandle Replay(SubmitCommand command)
    {
        if (!_state.Handles.TryRent(command.Asset, out AssetHandle handle))
        {
            return AssetHandle.None;
        }

        command.Handle = handle;
        return _state.Submissions.TryEnqueue(command) ? handle : AssetHandle.None;
    }

    /// <summary>Reports a use as it was reported.</summary>
    internal void ReplayUse(int asset) => _state.Accesses.Report(asset);
}
