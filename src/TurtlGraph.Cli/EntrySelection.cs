using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>The entries that names and patterns on the command line mean.</summary>
internal static class EntrySelection
{
    /// <summary>Entries by name order; all of them without a pattern.</summary>
    /// <exception cref="UsageException">A pattern matches nothing.</exception>
    public static IReadOnlyList<int> Of(Bundle bundle, IReadOnlyList<string> patterns)
    {
        var named = Enumerable.Range(0, bundle.Count)
            .Select(index => (Index: index, Name: bundle.Name(index)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ToArray();
        if (patterns.Count == 0)
        {
            return [.. named.Select(entry => entry.Index)];
        }

        var selected = new HashSet<int>();
        foreach (var pattern in patterns.Select(text => new NamePattern(text)))
        {
            var matches = named.Where(entry => pattern.Matches(entry.Name)).Select(entry => entry.Index).ToArray();
            if (matches.Length == 0)
            {
                throw new UsageException($"no entry of {bundle.Path} is called '{pattern.Text}'; 'turtl list' shows them");
            }

            selected.UnionWith(matches);
        }

        return [.. named.Select(entry => entry.Index).Where(selected.Contains)];
    }
}
