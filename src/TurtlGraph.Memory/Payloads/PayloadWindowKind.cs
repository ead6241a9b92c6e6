namespace TurtlGraph.Memory;

/// <summary>What makes a window large enough.</summary>
public enum PayloadWindowKind
{
    /// <summary>All of it: what is in use is moved out of the window.</summary>
    Evacuated,

    /// <summary>What is free in it: what is in use is slid together inside the window.</summary>
    Slid,
}
