using System.Globalization;

namespace TurtlGraph.Memory.Tests;

/// <summary>A test that needs Linux's pool of huge pages to be ours to size; elsewhere it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HugePagePoolFactAttribute : FactAttribute
{
    public HugePagePoolFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Linux only: explicit huge pages come from vm.nr_hugepages.";
        }
        else if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Only root may set vm.nr_hugepages.";
        }
        else if (HugePagePool.TryGrow(0) == null)
        {
            Skip = $"{HugePagePool.SizePath} cannot be written here.";
        }
    }
}

/// <summary>Linux's pool of huge pages, some pages larger until it is disposed.</summary>
internal sealed class HugePagePool : IDisposable
{
    private static readonly string Folder = $"/sys/kernel/mm/hugepages/hugepages-{PageSystem.Current.HugePageSize / 1024}kB";
    private readonly int _before;

    private HugePagePool(int before) => _before = before;

    public static string SizePath => $"{Folder}/nr_hugepages";

    public static int Free => Read($"{Folder}/free_hugepages");

    /// <summary>Makes the pool larger; null when the system gives less, and the pool is as before.</summary>
    public static HugePagePool? TryGrow(int pages)
    {
        try
        {
            var before = Read(SizePath);
            Write(before + pages);
            if (Read(SizePath) >= before + pages)
            {
                return new HugePagePool(before);
            }

            Write(before);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => Write(_before);

    private static int Read(string path) => int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);

    private static void Write(int pages) => File.WriteAllText(SizePath, pages.ToString(CultureInfo.InvariantCulture));
}
