namespace TurtlGraph.Bundles;

/// <summary>What kind of thing an element of a scene puts into the world.</summary>
internal enum SuperTuxKartKind
{
    Model,
    LodInstance,
    Prefab,
    Item,
    Particles,
    Billboard,
    Sound,
}
