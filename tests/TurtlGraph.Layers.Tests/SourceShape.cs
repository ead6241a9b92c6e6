namespace TurtlGraph.Layers.Tests;

/// <summary>The form of source files: length, and one public type a file that is named after it.</summary>
internal static class SourceShape
{
    public const int MostLines = 500;
    public const int WishedLines = 300;

    public static IEnumerable<string> TooLong(IEnumerable<(string Path, string Text)> sources, int most) =>
        from source in sources
        let lines = source.Text.AsSpan().Count('\n')
        where lines > most
        select $"{source.Path} has {lines} lines";

    /// <summary>Files with several public top-level types, or with one whose name is not the file's (before the first dot).</summary>
    public static IEnumerable<string> NotNamedAfterTheirType(IEnumerable<(string Path, string Text)> sources)
    {
        foreach (var (path, text) in sources)
        {
            var types = Patterns.PublicType().Matches(text).Select(match => match.Groups["name"].Value).Distinct().ToArray();
            var file = System.IO.Path.GetFileName(path).Split('.', '{')[0];
            if (types.Length > 1)
            {
                yield return $"{path} has several public types: {string.Join(", ", types)}";
            }
            else if (types.Length == 1 && types[0] != file)
            {
                yield return $"{path} holds the public type {types[0]}";
            }
        }
    }
}
