using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>What is known of a bundle before its contents are read: entries by id, resolved dependencies, types, groups.</summary>
internal sealed class PackPlan
{
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);
    private readonly List<int> _targets = [];
    private readonly List<byte> _optional = [];
    private readonly List<MissingDependency> _missing = [];

    /// <param name="items">Items by ascending id; their names are normalised and different.</param>
    /// <param name="options">What the payloads are ordered.</param>
    public PackPlan(BundleItem[] items, BundleBuilderOptions options)
    {
        Items = items;
        Names = Array.ConvertAll(items, item => AssetName.Normalise(item.Name));
        for (int i = 0; i < items.Length; i++)
        {
            _entries.Add(Names[i], i);
        }

        LodGroups = [.. items.Select(item => item.LodGroup).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        UserTypes =
        [
            .. items.Select(item => item.Type).Where(type => !AssetTypes.TryParse(type, out _))
                .Distinct().Order(StringComparer.Ordinal),
        ];
        if (UserTypes.Length > 256 - AssetTypes.FirstUser)
        {
            throw new PackException($"There are {UserTypes.Length} different type names; a bundle has room for {256 - AssetTypes.FirstUser} of its own.");
        }

        Starts = new int[items.Length + 1];
        for (int i = 0; i < items.Length; i++)
        {
            Resolve(i);
            Starts[i + 1] = _targets.Count;
            if (_targets.Count > BundleLimits.MaxDependencies || _missing.Count > BundleLimits.MaxDependencies)
            {
                throw new PackException(Names[i], $"a bundle has room for {BundleLimits.MaxDependencies} dependencies");
            }
        }

        Order = PayloadOrder.Of(this, options);
    }

    public BundleItem[] Items { get; }

    public string[] Names { get; }

    public string[] LodGroups { get; }

    public string[] UserTypes { get; }

    /// <summary>Where each entry's dependencies start.</summary>
    public int[] Starts { get; }

    public IReadOnlyList<int> Targets => _targets;

    /// <summary>1 for each target that its entry can be used without.</summary>
    public IReadOnlyList<byte> Optional => _optional;

    public IReadOnlyList<MissingDependency> Missing => _missing;

    /// <summary>Entries in the order of their payloads.</summary>
    public int[] Order { get; }

    public byte TypeOf(int entry) => AssetTypes.TryParse(Items[entry].Type, out byte type)
        ? type
        : (byte)(AssetTypes.FirstUser + Array.BinarySearch(UserTypes, Items[entry].Type, StringComparer.Ordinal));

    public int LodGroupOf(int entry) => Items[entry].LodGroup is { } group
        ? Array.BinarySearch(LodGroups, group, StringComparer.Ordinal)
        : -1;

    /// <summary>What is unusual among the dependencies.</summary>
    public DependencyReport Report() => new()
    {
        Cycles = StrongComponents.Find(Starts, [.. _targets]),
        SelfLoops =
        [
            .. Enumerable.Range(0, Items.Length).Where(entry => _targets[Starts[entry]..Starts[entry + 1]].Contains(entry)),
        ],
        Missing = _missing,
    };

    private void Resolve(int entry)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Resolve(entry, Items[entry].DependsOn, isOptional: false, seen);
        Resolve(entry, Items[entry].OptionalDependsOn, isOptional: true, seen);
    }

    private void Resolve(int entry, IReadOnlyList<string> dependencies, bool isOptional, HashSet<string> seen)
    {
        foreach (string dependency in dependencies)
        {
            string name = AssetName.Normalise(dependency ?? "");
            if (!seen.Add(name))
            {
                continue;
            }

            if (_entries.TryGetValue(name, out int target))
            {
                _targets.Add(target);
                _optional.Add(isOptional ? (byte)1 : (byte)0);
            }
            else if (AssetName.TextFault(Encoding.UTF8.GetBytes(name)) is { } fault)
            {
                throw new PackException(Names[entry], $"it depends on '{Printable(name)}', which is refused: {fault}");
            }
            else
            {
                _missing.Add(new MissingDependency(entry, AssetId.FromName(name), name));
            }
        }
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(64).Select(letter => char.IsControl(letter) ? '?' : letter));
}
