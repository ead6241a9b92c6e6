namespace TurtlGraph.Bundles;

/// <summary>Temporary files of processes that were killed before they could name or delete them.</summary>
internal static class LeftoverFiles
{
    /// <summary>What comes between a file's name and the number of its temporary file.</summary>
    public const string Mark = ".tmp-";

    /// <summary>Hexadecimal digits of the number.</summary>
    public const int Digits = 12;

    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(1);

    /// <summary>Deletes those whose owner is dead.</summary>
    /// <param name="own">The caller's own temporary file, held open without sharing.</param>
    /// <param name="prefix">How the names of the files in the same folder begin.</param>
    public static void Remove(string own, string prefix)
    {
        bool hasLocks = !TryOpen(own, delete: false);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(own)!, "*"))
        {
            if (file != own && IsTemporary(Path.GetFileName(file), prefix)
                && (hasLocks || DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > s_abandoned))
            {
                TryOpen(file, delete: true);
            }
        }
    }

    private static bool IsTemporary(string name, string prefix) => name.Length == prefix.Length + Digits
        && name.StartsWith(prefix, StringComparison.Ordinal)
        && name.Skip(prefix.Length).All(char.IsAsciiHexDigitLower);

    /// <summary>Opens a file alone, which fails as long as its owner lives, and deletes it before anybody else can.</summary>
    private static bool TryOpen(string file, bool delete)
    {
        try
        {
            // Deleted while it is held: nobody can begin to use it in between.
            FileOptions options = delete && OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, options);
            if (delete && !OperatingSystem.IsWindows())
            {
                File.Delete(file);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
