namespace TurtlGraph.Streaming;

/// <summary>For which viewer the request scores best; kept up while there are several viewers.</summary>
public struct ScoringViewer
{
    /// <summary>Index into the viewers given to <see cref="AssetRuntime.Update"/>.</summary>
    public int Value;
}
