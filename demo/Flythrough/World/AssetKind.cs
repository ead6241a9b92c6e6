namespace TurtlGraph.Flythrough;

/// <summary>What an asset of the generated world is; its lower-case name is the type in the bundle.</summary>
internal enum AssetKind
{
    Terrain,
    Grove,
    Outcrop,
    House,
    Mesh,
    Material,
    Texture,
}
