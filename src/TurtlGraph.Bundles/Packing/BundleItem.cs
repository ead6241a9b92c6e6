using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// One asset to pack. Exactly one of <see cref="FilePath"/>, <see cref="Content"/>, <see cref="LoadBytes"/> and
/// <see cref="OpenStream"/> gives its contents, which are read when they are written and not held after.
/// </summary>
public sealed class BundleItem
{
    /// <summary>Unique name in the bundle: relative, parts separated by <c>/</c> (backslashes count as such), no <c>..</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type name: one of <see cref="AssetTypes"/> or a name of your own. Default <c>other</c>.</summary>
    public string Type { get; init; } = "other";

    /// <summary>Centre of the bounding sphere in metres, y up; <see langword="null"/> for an asset without a place in the world.</summary>
    public Vector3? Position { get; init; }

    /// <summary>Radius of the bounding sphere in metres, at least 0.</summary>
    public float Radius { get; init; }

    /// <summary>Level of detail, 0 (finest) to 255.</summary>
    public int Lod { get; init; }

    /// <summary>Name that the levels of detail of one object share, or <see langword="null"/>.</summary>
    public string? LodGroup { get; init; }

    /// <summary>Names of the assets that must be there before this one can be used. They may be missing or form cycles.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>
    /// Names of the assets that belong to this one but without which it can be used: they are loaded with it, and when one fails, this one does not. What
    /// <see cref="DependsOn"/> names as well is needed.
    /// </summary>
    public IReadOnlyList<string> OptionalDependsOn { get; init; } = [];

    /// <summary>Contents: a file, or the part of it that <see cref="FileOffset"/> and <see cref="FileLength"/> name.</summary>
    public string? FilePath { get; init; }

    /// <summary>First byte of the part of <see cref="FilePath"/>, at least 0.</summary>
    public long FileOffset { get; init; }

    /// <summary>Bytes of the part of <see cref="FilePath"/>, which must be there; <see langword="null"/> for all up to the end of the file.</summary>
    public long? FileLength { get; init; }

    /// <summary>Contents: bytes in memory, unchanged until the bundle is written.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Contents: a function that makes the bytes; called once, on the thread that writes the bundle.</summary>
    public Func<byte[]>? LoadBytes { get; init; }

    /// <summary>Contents: a function that opens a stream, which is read to its end and disposed; called once.</summary>
    public Func<Stream>? OpenStream { get; init; }

    /// <summary>
    /// Bytes that <see cref="LoadBytes"/> or <see cref="OpenStream"/> will give, where that is known beforehand: progress can then tell
    /// what is left. Nothing else depends on it. Files and memory know it themselves.
    /// </summary>
    public long? ExpectedLength { get; init; }

    /// <summary>Whether <see cref="OpenStream"/> may be called more than once, so that a sample of the contents can be taken.</summary>
    internal bool CanReopen { get; init; }

    /// <summary>How many of the four sources of contents are set.</summary>
    internal int SourceCount =>
        (FilePath is null ? 0 : 1) + (Content is null ? 0 : 1) + (LoadBytes is null ? 0 : 1) + (OpenStream is null ? 0 : 1);
}
