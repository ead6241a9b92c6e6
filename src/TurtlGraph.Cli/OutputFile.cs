namespace TurtlGraph.Cli;

/// <summary>What a command may write over: a file of the kind it makes, or an empty one. Anything else was named by mistake.</summary>
internal static class OutputFile
{
    /// <summary>Refuses to replace what is no bundle: an asset, a patch, a key.</summary>
    public static void AllowBundle(string path) => Allow(path, "TURTL\r\n"u8, "bundle");

    /// <summary>Refuses to replace what is no patch, above all one of the bundles.</summary>
    public static void AllowPatch(string path) => Allow(path, "TURTP\r\n"u8, "patch");

    /// <summary>The kind stands behind the first byte, which is no character.</summary>
    private static void Allow(string path, ReadOnlySpan<byte> mark, string kind)
    {
        if (!File.Exists(path))
        {
            return;
        }

        Span<byte> start = stackalloc byte[1 + mark.Length];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length > 0 && !start[1..].SequenceEqual(mark))
        {
            throw new UsageException($"'{path}' is there already and is no {kind}, so it is not replaced; delete it, or name another file");
        }
    }
}
