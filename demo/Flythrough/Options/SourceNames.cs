using TurtlGraph.IO;

namespace TurtlGraph.Flythrough;

/// <summary>The names of the ways to read a disk, as the command line has them.</summary>
internal static class SourceNames
{
    private static readonly (string Name, ByteSourceKind Kind)[] Names =
    [
        ("auto", ByteSourceKind.Automatic),
        ("uring", ByteSourceKind.Uring),
        ("uring-direct", ByteSourceKind.UringDirect),
        ("uring-polling", ByteSourceKind.UringPolling),
        ("pread", ByteSourceKind.Pread),
        ("mapped", ByteSourceKind.Mapped),
        ("completion-port", ByteSourceKind.CompletionPort),
    ];

    public static string[] All { get; } = [.. Names.Select(name => name.Name)];

    /// <summary>The way of a name that the command line has let through; <see langword="null"/> is auto.</summary>
    public static ByteSourceKind Parse(string? text) => Names.FirstOrDefault(name => name.Name == text).Kind;
}
