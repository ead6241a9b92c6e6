namespace TurtlGraph.Streaming;

/// <summary>One recorded update: its number, time in nanoseconds, the hash of the decisions before it, and what it was told.</summary>
internal readonly record struct FrameInput(uint Number, long Time, ulong HashBefore, double DeltaTime, bool IsLoadingScreen, ReadOnlyMemory<Viewer> Viewers);
