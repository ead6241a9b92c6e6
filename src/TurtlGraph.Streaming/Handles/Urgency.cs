namespace TurtlGraph.Streaming;

/// <summary>The four classes a request can be in; a smaller value is more urgent.</summary>
public enum Urgency : byte
{
    /// <summary>Wanted in the current frame; by default nearer than 10 m.</summary>
    Critical = 0,

    /// <summary>Wanted in the next frames; by default nearer than 50 m.</summary>
    High = 1,

    /// <summary>Wanted soon; by default nearer than 100 m.</summary>
    Medium = 2,

    /// <summary>Background and prediction.</summary>
    Low = 3,
}
