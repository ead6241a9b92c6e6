using System.Globalization;

namespace TurtlGraph.Memory;

/// <summary>A list of NUMA nodes as Linux writes it: "0", "0-3", "0,2-5".</summary>
internal readonly record struct NodeList(int Count)
{
    /// <summary>Reads a list from a file; one node when there is no such file or no list in it.</summary>
    public static NodeList Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NodeList(1);
        }
    }

    /// <summary>Counts the nodes of a list; what is no number or no range counts as nothing, and there is at least one node.</summary>
    public static NodeList Parse(string text)
    {
        var count = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = dash < 0 ? part : part[..dash];
            var last = dash < 0 ? part : part[(dash + 1)..];
            if (TryRead(first, out var from) && TryRead(last, out var to) && to >= from)
            {
                count += to - from + 1;
            }
        }

        return new NodeList(Math.Max(1, count));
    }

    private static bool TryRead(string text, out int node) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out node);
}
