namespace TurtlGraph.Flythrough;

/// <summary>The ways of moving that a seeded flight is made of; each is hard on streaming in its own way.</summary>
internal enum Manoeuvre
{
    /// <summary>Steady, straight, medium height.</summary>
    Cruise,

    /// <summary>Half around while moving: what was behind comes into view.</summary>
    Turn,

    /// <summary>Down towards the ground, looking down, fast.</summary>
    Dive,

    /// <summary>Low and very fast.</summary>
    Sprint,

    /// <summary>Standing, looking slowly about.</summary>
    Stop,

    /// <summary>From one frame to the next somewhere else.</summary>
    Teleport,
}
