namespace TurtlGraph.Bundles;

/// <summary>One material: the texture it is named after and what else it uses.</summary>
/// <param name="Asset">Its asset name: the file, '#', the texture, and '+' with the second texture when it has one.</param>
/// <param name="Texture">The texture that models name to get this material.</param>
/// <param name="SecondTexture">The texture of the second layer, which models name along with the first; empty without one.</param>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="Content">The element as it stands in the file, with its attributes and children.</param>
internal sealed record SuperTuxKartMaterial(string Asset, string Texture, string SecondTexture, int Line, byte[] Content)
{
    /// <summary>Masks, normal, gloss and colour maps, and the further layers: names of textures or of materials.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    public IReadOnlyList<string> Particles { get; init; } = [];

    public IReadOnlyList<string> Sounds { get; init; } = [];

    public string? Shader { get; init; }
}
