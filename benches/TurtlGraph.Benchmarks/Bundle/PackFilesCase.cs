using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>The files of some folders, packed by the packer and compressed by the command <c>zstd</c>.</summary>
internal sealed class PackFilesCase : IDisposable
{
    private const string SuperTuxKart = "/usr/share/games/supertuxkart/data";
    private const int Threads = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-pack-").FullName;
    private readonly string[] _files;

    private PackFilesCase(string[] files)
    {
        _files = files;
        using var whole = File.Create(Whole);
        foreach (var file in files)
        {
            using var part = File.OpenRead(file);
            part.CopyTo(whole);
        }

        Bytes = whole.Length;
    }

    /// <summary>Whether the command is installed; says so once when it is not.</summary>
    public static bool HasZstd { get; } = FindZstd();

    public long Bytes { get; }

    public int Files => _files.Length;

    public int Level { get; set; }

    public long PackedBytes { get; private set; }

    public long ZstdBytes { get; private set; }

    private string Whole => Path.Combine(_folder, "whole");

    /// <summary>Models and textures of the library and of a few tracks; <see langword="null"/> where the package is not installed.</summary>
    public static PackFilesCase? OfSuperTuxKart()
    {
        if (!Directory.Exists(SuperTuxKart))
        {
            Console.Error.WriteLine("SuperTuxKart's data is not installed (Debian: supertuxkart-data); there is nothing to pack.");
            return null;
        }

        string[] folders = ["library", "models", "textures", "tracks/hacienda", "tracks/volcano_island", "tracks/snowmountain"];
        var files = folders.Select(folder => Path.Combine(SuperTuxKart, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal);
        return new PackFilesCase([.. files]);
    }

    /// <summary>Packs all files without dictionaries, as the peer does; megabytes a second.</summary>
    public double Pack() => Speed(() => PackedBytes = Write(dictionaries: false));

    /// <summary>Packs all files and trains a dictionary for each type that gains from it.</summary>
    public double PackTrained() => Speed(() => Write(dictionaries: true));

    /// <summary>One stream of all files, so that both threads have work all the time.</summary>
    public double ZstdWhole() => Speed(() =>
    {
        var result = Path.Combine(_folder, "whole.zst");
        Zstd(Whole, "-o", result);
        ZstdBytes = new FileInfo(result).Length;
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private long Write(bool dictionaries)
    {
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.Zstd, Level = Level, Threads = Threads, Dictionaries = dictionaries });
        foreach (var file in _files)
        {
            builder.Add(new BundleItem { Name = Path.GetRelativePath(SuperTuxKart, file), Type = AssetTypes.GuessFromPath(file), FilePath = file });
        }

        return builder.Write(Path.Combine(_folder, "pack.turtl")).FileBytes;
    }

    private double Speed(Action body)
    {
        var start = Stopwatch.GetTimestamp();
        body();
        return Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6;
    }

    private void Zstd(params string[] arguments)
    {
        string[] all = ["-q", "-f", string.Create(CultureInfo.InvariantCulture, $"-{Level}"), $"-T{Threads}", .. arguments];
        using var zstd = Process.Start(new ProcessStartInfo("zstd", all))!;
        zstd.WaitForExit();
        if (zstd.ExitCode != 0)
        {
            throw new InvalidOperationException($"zstd {string.Join(' ', all)} ended with {zstd.ExitCode}.");
        }
    }

    private static bool FindZstd()
    {
        try
        {
            using var zstd = Process.Start(new ProcessStartInfo("zstd", ["--version"]) { RedirectStandardOutput = true })!;
            zstd.WaitForExit();
            return zstd.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("The command zstd is not installed (Debian: zstd); the packer is measured without its peer.");
            return false;
        }
    }
}
