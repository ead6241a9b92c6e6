using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>Makes items of the entries of a bundle, to pack them anew: in another order, with another codec, or beside others.</summary>
public static class PackBundle
{
    /// <summary>
    /// Items of all entries, with everything the bundle knows of them. Contents are decoded and verified when they are packed;
    /// until then the bundle must stay open.
    /// </summary>
    public static IReadOnlyList<BundleItem> Items(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ILookup<int, string> missing = Enumerable.Range(0, bundle.MissingCount).Select(bundle.Missing)
            .ToLookup(dependency => dependency.Entry, dependency => dependency.Name);
        var items = new BundleItem[bundle.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Item(bundle, i, missing[i]);
        }

        return items;
    }

    private static IEnumerable<string> Names(Bundle bundle, int entry, bool areOptional) =>
        bundle.Dependencies(entry).ToArray().Where((_, index) => bundle.IsOptional(entry, index) == areOptional).Select(bundle.Name);

    private static BundleItem Item(Bundle bundle, int entry, IEnumerable<string> missing)
    {
        BundleEntry at = bundle[entry];
        return new BundleItem
        {
            Name = bundle.Name(entry),
            Type = bundle.TypeName(at.Type),
            Position = at.HasPosition ? at.Position : default(Vector3?),
            Radius = at.Radius,
            Lod = at.Lod,
            LodGroup = at.LodGroup < 0 ? null : bundle.LodGroupName(at.LodGroup),
            DependsOn = [.. Names(bundle, entry, areOptional: false), .. missing],
            OptionalDependsOn = [.. Names(bundle, entry, areOptional: true)],
            OpenStream = () => new EntryStream(bundle, entry),
            ExpectedLength = at.DecodedLength,
            CanReopen = true,
        };
    }
}
