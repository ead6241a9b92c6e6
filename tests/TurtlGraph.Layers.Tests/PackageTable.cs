namespace TurtlGraph.Layers.Tests;

/// <summary>The README's table of dependencies: each package the projects reference stands in a row of some table, with a reason.</summary>
internal static class PackageTable
{
    /// <summary>Packages named in the first column of a table, in code quotes or bare; several may share a row.</summary>
    public static HashSet<string> Named(string readme)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in readme.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('|')))
        {
            foreach (var word in line.Trim('|').Split('|')[0].Split([' ', ',', '`', '*', '(', ')', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
            {
                names.Add(word);
            }
        }

        return names;
    }

    public static IEnumerable<string> Unnamed(IEnumerable<ProjectFile> projects, string readme)
    {
        var named = Named(readme);
        return
            from project in projects
            from package in project.Packages
            where !named.Contains(package)
            group project.Name by package into users
            select $"{users.Key}, referenced by {string.Join(", ", users.Distinct())}, is in no table of README.md";
    }
}
