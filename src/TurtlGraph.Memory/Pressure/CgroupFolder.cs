namespace TurtlGraph.Memory;

/// <summary>Where the control group of the process lies in the file system.</summary>
/// <param name="IsUnified">Version 2, with all controllers in one tree; else the tree of version 1's memory controller.</param>
/// <param name="Mount">Folder where the tree is mounted.</param>
/// <param name="Folder">Folder of the group, the mount or below it.</param>
internal sealed record CgroupFolder(bool IsUnified, string Mount, string Folder)
{
    /// <summary>Finds the folders, version 1 first, from the texts of <c>/proc/self/cgroup</c> and <c>/proc/self/mountinfo</c> (cgroups(7), proc(5)).</summary>
    public static IEnumerable<CgroupFolder> Find(string cgroups, string mounts, Func<string, bool> exists)
    {
        foreach (var line in cgroups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // hierarchy:controllers:path; version 2 has no controllers there.
            var fields = line.Split(':', 3);
            if (fields.Length < 3)
            {
                continue;
            }

            var isUnified = fields is ["0", "", _];
            if ((isUnified || fields[1].Split(',').Contains("memory")) && TryFindMount(mounts, isUnified, out var root, out var mount))
            {
                yield return new CgroupFolder(isUnified, mount, FolderOf(fields[2], root, mount, exists));
            }
        }
    }

    /// <summary>
    /// In a container the mount shows only the part of the tree below <paramref name="root"/>; a path outside it (another
    /// namespace) leaves the mount itself, which then is the container's own group.
    /// </summary>
    private static string FolderOf(string path, string root, string mount, Func<string, bool> exists)
    {
        var below = root == "/" ? path : path == root || path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : "";
        var folder = Path.TrimEndingDirectorySeparator(mount + (below.Length == 0 || below[0] == '/' ? below : "/" + below));
        return below.Contains("/..", StringComparison.Ordinal) || !exists(folder) ? mount : folder;
    }

    private static bool TryFindMount(string mounts, bool isUnified, out string root, out string mount)
    {
        foreach (var line in mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // id parent device root mount options [tags] - type source super-options
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            var right = halves.Length > 1 ? halves[1].Split(' ') : [];
            if (left.Length < 5 || right.Length < 3)
            {
                continue;
            }

            if (isUnified ? right[0] == "cgroup2" : right[0] == "cgroup" && right[2].Split(',').Contains("memory"))
            {
                root = Unescape(left[3]);
                mount = Unescape(left[4]);
                return true;
            }
        }

        root = mount = "";
        return false;
    }

    /// <summary>Blanks in paths are written in octal there.</summary>
    private static string Unescape(string path) =>
        path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);
}
