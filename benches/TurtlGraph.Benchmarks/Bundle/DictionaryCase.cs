using System.Globalization;
using System.Text;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>Small entries of one type, packed with and without a trained dictionary.</summary>
internal sealed class DictionaryCase : IDisposable
{
    private const int Count = 2000;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly Bundle _with;
    private readonly Bundle _without;
    private readonly byte[] _room = new byte[1024];

    public DictionaryCase()
    {
        (_with, With) = Pack("with.turtl", dictionaries: true);
        (_without, Without) = Pack("without.turtl", dictionaries: false);
    }

    /// <summary>Stored bytes, and the dictionary.</summary>
    public double With { get; }

    /// <summary>Stored bytes.</summary>
    public double Without { get; }

    /// <summary>Bytes a run decodes.</summary>
    public long Bytes => _with.DecodedTotal;

    public void DecodeWith() => Decode(_with);

    public void DecodeWithout() => Decode(_without);

    public void Dispose()
    {
        _with.Dispose();
        _without.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private (Bundle Bundle, double Bytes) Pack(string file, bool dictionaries)
    {
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.Zstd, Dictionaries = dictionaries });
        for (var i = 0; i < Count; i++)
        {
            builder.Add(new BundleItem { Name = $"material {i}", Type = "material", Content = Material(i) });
        }

        var path = Path.Combine(_folder, file);
        var report = builder.Write(path);
        return (Bundle.Open(path, new BundleOpenOptions { Tables = TablePlacement.Mapped }), report.StoredBytes + report.Types.Sum(type => type.DictionaryBytes));
    }

    private static byte[] Material(int i) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"<material name=\"m{i}\" shader=\"solid\" backface-culling=\"Y\" clamp-u=\"N\" clamp-v=\"N\" friction=\"{i * 7919 % 1000}\" texture=\"stone_{i * 31 % 977}.png\" gloss-map=\"gloss_{i * 17 % 911}.png\" max-speed=\"{i % 13}\" below-surface=\"N\"/>"));

    private void Decode(Bundle bundle)
    {
        for (var entry = 0; entry < bundle.Count; entry++)
        {
            if (EntryDecoder.Shared.Decode(bundle, entry, bundle.StoredBytes(entry), _room.AsSpan(0, bundle.DecodedLengths[entry])) != DecodeStatus.Ok)
            {
                throw new InvalidDataException("An entry did not decode.");
            }
        }
    }
}
