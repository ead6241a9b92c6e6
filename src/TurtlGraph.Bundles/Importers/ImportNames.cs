using System.Globalization;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>Turns what foreign data calls things into names that a bundle allows.</summary>
internal static class ImportNames
{
    public static string Join(string folder, string name) => folder.Length == 0 ? name : folder + "/" + name;

    /// <summary>The folder of a path, empty for the root.</summary>
    public static string FolderOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    /// <summary>The name an asset would have that the data calls <paramref name="name"/>, whatever stands in that.</summary>
    public static string Asset(string folder, string name) =>
        Short(Join(folder, IsPlain(name) ? name : string.Join('/', name.Split('/').Select(EscapeSegment))));

    /// <summary>A text of the data as the part of an asset name behind '#': different texts stay different.</summary>
    public static string Fragment(string text) => IsPlain(text) && !text.Contains('%') ? text : Uri.EscapeDataString(text) switch
    {
        "" => "%",
        "." => "%2E",
        ".." => "%2E%2E",
        var escaped => escaped,
    };

    /// <summary>Whether a name from the data may become part of a path: no rooted, climbing or empty segment.</summary>
    public static bool IsPlain(string name)
    {
        if (name.AsSpan().ContainsAny('\\', ':') || name.Any(char.IsControl) || IsBroken(name))
        {
            return false;
        }

        foreach (var segment in name.Split('/'))
        {
            if (segment is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// A reference in a file of <paramref name="folder"/> as a path from the root, with "." and ".." taken out; null when it
    /// is empty or absolute or leads out of the root.
    /// </summary>
    public static string? Resolve(string folder, string reference)
    {
        if (reference.Length == 0 || reference[0] == '/' || reference.AsSpan().ContainsAny('\\', ':'))
        {
            return null;
        }

        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var segment in reference.Split('/'))
        {
            if (segment == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                parts.Add(segment);
            }
        }

        var path = string.Join('/', parts);
        return path.Length > 0 && IsPlain(path) ? path : null;
    }

    /// <summary>A name as it is, or cut to what a bundle has room for, with a hash of the rest.</summary>
    public static string Short(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= BundleLimits.MaxNameLength)
        {
            return name;
        }

        var kept = bytes.AsSpan(0, BundleLimits.MaxNameLength - 20);
        while ((bytes[kept.Length] & 0xC0) == 0x80)
        {
            kept = kept[..^1];
        }

        return Encoding.UTF8.GetString(kept).TrimEnd('/', '.') + "~" + XxHash64.Hash(bytes).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a surrogate stands without its other half, so that the text has no form in UTF-8.</summary>
    private static bool IsBroken(string name)
    {
        for (var i = 0; i < name.Length;)
        {
            if (!Rune.TryGetRuneAt(name, i, out var rune))
            {
                return true;
            }

            i += rune.Utf16SequenceLength;
        }

        return false;
    }

    private static string EscapeSegment(string segment) => segment switch
    {
        "" => "%",
        "." or ".." => segment.Replace(".", "%2E", StringComparison.Ordinal),
        _ => Uri.EscapeDataString(segment),
    };
}
