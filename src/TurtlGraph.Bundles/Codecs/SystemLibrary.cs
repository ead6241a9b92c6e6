using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// A C library of the operating system, loaded by name on first need. It stays loaded: codecs on other threads may be inside it.
/// </summary>
internal sealed class SystemLibrary
{
    private readonly CodecId _codec;
    private readonly string _debian;
    private readonly string[] _candidates;
    private readonly Lazy<nint> _handle;

    /// <param name="codec">Whom it serves.</param>
    /// <param name="debian">The Debian package that installs it.</param>
    /// <param name="candidates">Names to try, in order.</param>
    public SystemLibrary(CodecId codec, string debian, params string[] candidates)
    {
        _codec = codec;
        _debian = debian;
        _candidates = candidates;
        _handle = new Lazy<nint>(Load);
    }

    /// <summary>Whether the library could be loaded.</summary>
    public bool IsLoaded => _handle.Value != 0;

    /// <summary>The usual file names of a C library, by operating system.</summary>
    public static string[] UsualNames(string name, int version)
    {
        if (OperatingSystem.IsWindows())
        {
            return [$"{name}.dll", $"lib{name}.dll"];
        }

        return OperatingSystem.IsMacOS()
            ? [$"lib{name}.{version}.dylib", $"lib{name}.dylib", $"/opt/homebrew/lib/lib{name}.dylib", $"/usr/local/lib/lib{name}.dylib"]
            : [$"lib{name}.so.{version}", $"lib{name}.so"];
    }

    /// <summary>The address of a function, or 0 when library or function are missing.</summary>
    public nint Function(string name) =>
        IsLoaded && NativeLibrary.TryGetExport(_handle.Value, name, out nint address) ? address : 0;

    /// <summary>The error that says what is missing and how to get it.</summary>
    public CodecUnavailableException Missing() => new(
        _codec,
        $"The codec {_codec} needs the library {string.Join(" or ", _candidates)}, which was not found. "
        + $"Install it (Debian and Ubuntu: apt-get install {_debian}; macOS: brew install {_codec.ToString().ToLowerInvariant()}; "
        + $"Windows: put {_candidates[0]} beside the program), or pack with another codec.");

    private nint Load()
    {
        foreach (string candidate in _candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
