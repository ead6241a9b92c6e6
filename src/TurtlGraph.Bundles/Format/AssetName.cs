using System.Text;
using System.Text.Unicode;

namespace TurtlGraph.Bundles;

/// <summary>
/// The rules for names in a bundle: relative, separated by <c>/</c>, without anything that could lead out of a folder.
/// </summary>
internal static class AssetName
{
    /// <summary>Backslashes to <c>/</c>, leading <c>./</c> dropped: the form ids are made from.</summary>
    public static string Normalise(string name)
    {
        string result = name.Replace('\\', '/');
        while (result.StartsWith("./", StringComparison.Ordinal))
        {
            result = result[2..];
        }

        return result;
    }

    /// <summary>Why a normalised name may not be in a bundle, or <see langword="null"/> when it may.</summary>
    public static string? Fault(string name) =>
        HasLoneSurrogate(name) ? "it is not valid Unicode" : Fault(Encoding.UTF8.GetBytes(name));

    /// <summary>Why a name in UTF-8 may not be in a bundle, or <see langword="null"/> when it may.</summary>
    public static string? Fault(ReadOnlySpan<byte> name)
    {
        if (TextFault(name) is { } fault)
        {
            return fault;
        }

        if (name[0] == '/')
        {
            return "it is an absolute path";
        }

        if (name.Length >= 2 && name[1] == ':' && char.IsAsciiLetter((char)name[0]))
        {
            return "it starts with a drive letter";
        }

        return name.Contains((byte)'\\') ? "it contains a backslash" : SegmentFault(name);
    }

    /// <summary>
    /// Whether no name in a run of names can need the full check but for its ends and its length: plain ASCII without control
    /// characters, backslashes, colons, empty parts or parts that start with a dot. Tells about most bundles in one pass.
    /// </summary>
    public static bool ArePlain(ReadOnlySpan<byte> names) =>
        !names.ContainsAnyExceptInRange((byte)32, (byte)126)
        && !names.ContainsAny((byte)'\\', (byte)':')
        && names.IndexOf("//"u8) < 0
        && names.IndexOf("/."u8) < 0;

    /// <summary>The rest of the check for one name of a plain run.</summary>
    public static bool IsPlainWhole(ReadOnlySpan<byte> name) =>
        (uint)(name.Length - 1) < BundleLimits.MaxNameLength && name[0] is not ((byte)'/' or (byte)'.') && name[^1] != '/';

    /// <summary>Why bytes may not be a printed text of a bundle (a type, a group), or <see langword="null"/> when they may.</summary>
    public static string? TextFault(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "it is empty";
        }

        if (text.Length > BundleLimits.MaxNameLength)
        {
            return $"it is longer than {BundleLimits.MaxNameLength} bytes";
        }

        if (text.ContainsAnyInRange((byte)0, (byte)31) || text.Contains((byte)127))
        {
            return "it contains a control character";
        }

        return Utf8.IsValid(text) ? null : "it is not valid UTF-8";
    }

    private static string? SegmentFault(ReadOnlySpan<byte> name)
    {
        while (true)
        {
            int end = name.IndexOf((byte)'/');
            ReadOnlySpan<byte> segment = end < 0 ? name : name[..end];
            if (segment.Length <= 2)
            {
                if (segment.IsEmpty)
                {
                    return "it has an empty part between separators";
                }

                if (segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8))
                {
                    return "it has a '.' or '..' part";
                }
            }

            if (end < 0)
            {
                return null;
            }

            name = name[(end + 1)..];
        }
    }

    private static bool HasLoneSurrogate(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}
