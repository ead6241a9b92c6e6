using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>A bundle of 20 000 entries: opening it, and finding entries by id.</summary>
internal sealed class OpenCase : IDisposable
{
    public const int Entries = 20_000;
    public const int Lookups = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly string _path;
    private readonly Bundle _bundle;
    private readonly byte[] _tables;
    private readonly Dictionary<ulong, int> _dictionary = [];
    private readonly ulong[] _wanted = new ulong[Lookups];

    public OpenCase()
    {
        _path = Path.Combine(_folder, "open.turtl");
        var random = new Random(1);
        var builder = new BundleBuilder();
        for (var i = 0; i < Entries; i++)
        {
            builder.Add(new BundleItem
            {
                Name = $"world/region {i % 97}/tile {i}/lod {i % 4}.mesh",
                Type = "mesh",
                Content = BitConverter.GetBytes(i),
                Position = new Vector3(random.Next(16_000), 0, random.Next(16_000)),
                Radius = 50,
                DependsOn = [$"world/region {(i * 7) % 97}/tile {(i * 7) % Entries}/lod {(i * 7) % 4}.mesh"],
            });
        }

        builder.Write(_path);
        _bundle = Bundle.Open(_path);
        _tables = new byte[_bundle.TablesLength];
        for (var i = 0; i < Entries; i++)
        {
            _dictionary.Add(_bundle.Ids[i], i);
        }

        for (var i = 0; i < Lookups; i++)
        {
            _wanted[i] = _bundle.Ids[random.Next(Entries)];
        }
    }

    public void Open() => Bundle.Open(_path).Dispose();

    public void OpenMapped() => Bundle.Open(_path, new BundleOpenOptions { Tables = TablePlacement.Mapped }).Dispose();

    /// <summary>The floor: bring the same table bytes from the page cache to memory.</summary>
    public void ReadTables()
    {
        using var file = File.OpenHandle(_path);
        RandomAccess.Read(file, _tables, RandomAccess.GetLength(file) - _tables.Length);
    }

    /// <summary>What also has to be done to trust them: hash what was read.</summary>
    public void ReadAndHashTables()
    {
        ReadTables();
        Blake3.Hash(_tables);
    }

    public int Find()
    {
        var sum = 0;
        foreach (var id in _wanted)
        {
            _bundle.TryFind(new AssetId(id), out var entry);
            sum += entry;
        }

        return sum;
    }

    public int FindInDictionary()
    {
        var sum = 0;
        foreach (var id in _wanted)
        {
            _dictionary.TryGetValue(id, out var entry);
            sum += entry;
        }

        return sum;
    }

    public void Dispose()
    {
        _bundle.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
