namespace TurtlGraph.IO;

/// <summary>How much the bytes of a read matter to whoever asked for them; a source that keeps copies keeps those longer that matter more.</summary>
public enum ReadPriority : sbyte
{
    /// <summary>Only a forecast, or some work in the background, asks for them.</summary>
    Low = -1,

    /// <summary>Nothing is said of them.</summary>
    Normal = 0,

    /// <summary>They are near to what the user sees.</summary>
    High = 1,

    /// <summary>The user waits for them.</summary>
    Critical = 2,
}
