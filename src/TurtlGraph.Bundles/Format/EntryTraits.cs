namespace TurtlGraph.Bundles;

/// <summary>Properties of an entry.</summary>
[Flags]
public enum EntryTraits : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The entry has a place in the world; without it position and radius are 0.</summary>
    HasPosition = 1,
}
