using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>
/// Keeps generated worlds in the user's cache folder. The packer gives a file its name only when it is complete, so a world
/// whose making was cut short is made anew, and two processes may make the same one at once.
/// </summary>
internal sealed class WorldCache(string folder)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary><c>XDG_CACHE_HOME</c> where it is set, else the cache folder of the system.</summary>
    public static WorldCache ForUser()
    {
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root) || !Path.IsPathRooted(root))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            root = OperatingSystem.IsLinux() && home.Length > 0 ? Path.Combine(home, ".cache")
                : OperatingSystem.IsMacOS() && home.Length > 0 ? Path.Combine(home, "Library", "Caches")
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        return new WorldCache(Path.Combine(root.Length > 0 ? root : Path.GetTempPath(), "turtlgraph", "worlds"));
    }

    /// <summary>Where the world of this shape is or will be.</summary>
    public string PathOf(WorldShape shape) => Path.Combine(folder, string.Create(
        CultureInfo.InvariantCulture, $"world-v{WorldShape.GeneratorVersion}-{shape.Metres / 1000:0.#}km-seed{shape.Seed}.turtl"));

    /// <summary>Whether a file of this world is there; it may yet turn out to be unusable.</summary>
    public bool Has(WorldShape shape) => File.Exists(PathOf(shape));

    /// <summary>Opens the world of this shape; makes it first when it is not there or cannot be used.</summary>
    /// <exception cref="IOException">The world cannot be written or opened.</exception>
    public Bundle OpenOrMake(WorldShape shape, IProgress<PackProgress>? progress)
    {
        string path = PathOf(shape);
        if (TryOpen(path) is { } cached)
        {
            return cached;
        }

        Directory.CreateDirectory(folder);
        RemoveAbandoned();
        WorldGenerator.Write(WorldPlan.Create(shape), path, progress);
        return Bundle.Open(path);
    }

    private static Bundle? TryOpen(string path)
    {
        try
        {
            return File.Exists(path) ? Bundle.Open(path) : null;
        }
        catch (BundleFormatException)
        {
            return null;
        }
    }

    /// <summary>Deletes what killed processes left; a process that still writes touches its file far more often.</summary>
    private void RemoveAbandoned()
    {
        foreach (string part in Directory.EnumerateFiles(folder, "world-*.tmp-*"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(part) > Abandoned)
            {
                File.Delete(part);
            }
        }
    }
}
