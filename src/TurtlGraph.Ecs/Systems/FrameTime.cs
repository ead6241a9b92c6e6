namespace TurtlGraph.Ecs;

/// <summary>Number and game time of a frame.</summary>
internal readonly record struct FrameTime(long Number, double Time, double DeltaTime);
