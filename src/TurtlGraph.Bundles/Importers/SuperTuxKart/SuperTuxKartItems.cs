namespace TurtlGraph.Bundles;

/// <summary>The models of the things a kart picks up, from items.xml; each has a fine and mostly a coarse one.</summary>
internal sealed class SuperTuxKartItems
{
    private const string Path = "items.xml";
    private readonly Dictionary<string, (string? Fine, string? Coarse)> _models = new(StringComparer.Ordinal);

    public SuperTuxKartItems(ImportFiles files)
    {
        if (files.Exists(Path))
        {
            foreach (var element in ImportXml.Load(files, Path).Elements())
            {
                _models[element.Name.LocalName] = (ImportXml.Text(element, "model"), ImportXml.Text(element, "lowmodel"));
            }
        }
    }

    /// <summary>Models of a scene's element; none when the data defines none.</summary>
    public (string? Fine, string? Coarse) Models(string tag) => _models.GetValueOrDefault(tag switch
    {
        "item" => "bonus-box",
        "small-nitro" => "nitro-small",
        "big-nitro" => "nitro-big",
        _ => tag,
    });
}
