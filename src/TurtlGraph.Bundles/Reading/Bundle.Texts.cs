using System.Globalization;

namespace TurtlGraph.Bundles;

/// <content>Names. Each call makes a new string.</content>
public sealed unsafe partial class Bundle
{
    /// <summary>Groups of entries that are levels of one object.</summary>
    public int LodGroupCount => _tables.Header.LodGroupCount;

    /// <summary>Dependencies whose targets are not in the bundle.</summary>
    public int MissingCount => _tables.Header.MissingCount;

    /// <summary>Direct dependencies of all entries whose targets are in the bundle.</summary>
    public int DependencyCount => _tables.Header.DependencyCount;

    /// <summary>The name of an entry: relative, with <c>/</c> between its parts.</summary>
    public string Name(int entry)
    {
        Check(entry);
        return _tables.Names.Text(entry);
    }

    /// <summary>The name of an entry in UTF-8, in place.</summary>
    public ReadOnlySpan<byte> NameUtf8(int entry)
    {
        Check(entry);
        return _tables.Names.Utf8(entry);
    }

    /// <summary>The name of a type number: a fixed one, one of this bundle, or <c>type-N</c> for any other.</summary>
    public string TypeName(byte type)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int i = 0; i < _tables.Header.TypeNameCount; i++)
        {
            if (_tables.TypeNumbers[i] == type)
            {
                return _tables.TypeNames.Text(i);
            }
        }

        return AssetTypes.NameOf(type) ?? string.Create(CultureInfo.InvariantCulture, $"type-{type}");
    }

    /// <summary>The name of a level-of-detail group.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public string LodGroupName(int group)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)group, (uint)LodGroupCount, nameof(group));
        return _tables.LodGroupNames.Text(group);
    }

    /// <summary>A dependency whose target is not in the bundle, by ascending entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not from 0 to <see cref="MissingCount"/> - 1.</exception>
    public MissingDependency Missing(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)MissingCount, nameof(index));
        return new MissingDependency(
            _tables.MissingEntries[index], new AssetId(_tables.MissingIds[index]), _tables.MissingNames.Text(index));
    }
}
