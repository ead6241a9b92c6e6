namespace TurtlGraph.Bundles.Tests;

/// <summary>A test on the files of a Debian package; skipped, and said to be, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PackageFactAttribute : FactAttribute
{
    /// <param name="package">The package to install.</param>
    /// <param name="folder">A folder of it.</param>
    public PackageFactAttribute(string package, string folder)
    {
        Package = package;
        Folder = folder;
        Skip = Directory.Exists(folder) ? null : $"the package {package} is not installed (no {folder})";
    }

    public string Package { get; }

    public string Folder { get; }
}
