namespace TurtlGraph.Streaming;

/// <summary>Where an asset stands; the same thing as the tag of its entity, kept beside it so that a look-up needs no entity.</summary>
internal enum AssetState : byte
{
    Absent = 0,
    Queued = 1,
    Reading = 2,
    Decoding = 3,
    Resident = 4,
    Grace = 5,
}
