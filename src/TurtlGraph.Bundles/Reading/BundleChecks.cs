namespace TurtlGraph.Bundles;

/// <summary>
/// Checks every value of the placed columns once, at open, so that reading needs no further check: a wrong offset, length,
/// count, index, codec or text of a hostile file ends here.
/// </summary>
internal readonly unsafe ref partial struct BundleChecks
{
    private readonly BundleTables _tables;
    private readonly string _path;
    private readonly BundleOpenOptions _options;

    private BundleChecks(BundleTables tables, string path, BundleOpenOptions options)
    {
        _tables = tables;
        _path = path;
        _options = options;
    }

    public static void Run(BundleTables tables, string path, BundleOpenOptions options)
    {
        var checks = new BundleChecks(tables, path, options);
        checks.Limits();
        checks.Identities();
        checks.Payloads();
        checks.Blocks();
        checks.Dictionaries();
        checks.Order();
        checks.Places();
        checks.Types();
        checks.Groups();
        checks.Dependencies();
        checks.Missing();
    }

    private int Count => _tables.Header.EntryCount;

    /// <summary>What the format allows and this reader does not want.</summary>
    private void Limits()
    {
        if (Count > _options.MaxEntries)
        {
            throw new BundleFormatException(
                _path, 64, $"it has {Count} entries, and {nameof(BundleOpenOptions)}.{nameof(BundleOpenOptions.MaxEntries)} allows {_options.MaxEntries}");
        }
    }

    private void Identities()
    {
        ulong previous = 0;
        bool plain = _tables.Names.ByteLength <= int.MaxValue
            && AssetName.ArePlain(new ReadOnlySpan<byte>(_tables.Names.Bytes, (int)_tables.Names.ByteLength));
        for (int i = 0; i < Count; i++)
        {
            ulong id = _tables.Ids[i];
            if (id <= previous)
            {
                throw Bad(_tables.Ids + i, i == 0 ? "an id is 0" : $"the ids of entries {i - 1} and {i} do not ascend");
            }

            previous = id;
            ReadOnlySpan<byte> name = _tables.Names.Utf8(i);
            if (!(plain && AssetName.IsPlainWhole(name)) && AssetName.Fault(name) is { } fault)
            {
                throw Bad(_tables.Names.Starts + i, $"the name of entry {i} is refused: {fault}");
            }

            if (AssetId.FromUtf8(name).Value != id)
            {
                throw Bad(_tables.Ids + i, $"the id of entry {i} is not the id of its name");
            }
        }
    }

    private void Places()
    {
        for (int i = 0; i < Count; i++)
        {
            float x = _tables.PositionX[i];
            float y = _tables.PositionY[i];
            float z = _tables.PositionZ[i];
            float radius = _tables.Radii[i];
            if (!float.IsFinite(x) || !float.IsFinite(y) || !float.IsFinite(z) || !float.IsFinite(radius) || radius < 0)
            {
                throw Bad(_tables.PositionX + i, $"the position or the radius of {Entry(i)} is not a finite number");
            }
        }
    }

    private void Types()
    {
        Span<bool> known = stackalloc bool[256];
        known[..AssetTypes.KnownCount].Fill(true);
        int previous = AssetTypes.FirstUser - 1;
        for (int i = 0; i < _tables.Header.TypeNameCount; i++)
        {
            int number = _tables.TypeNumbers[i];
            if (number <= previous)
            {
                throw Bad(_tables.TypeNumbers + i, "the numbers of the bundle's own types do not ascend");
            }

            CheckText(in _tables.TypeNames, i, "type name");
            known[number] = true;
            previous = number;
        }

        for (int i = 0; i < Count; i++)
        {
            if (!known[_tables.Types[i]])
            {
                throw Bad(_tables.Types + i, $"{Entry(i)} has the type {_tables.Types[i]}, which has no name");
            }
        }
    }

    private void Groups()
    {
        for (int i = 0; i < _tables.Header.LodGroupCount; i++)
        {
            CheckText(in _tables.LodGroupNames, i, "level-of-detail group");
        }

        for (int i = 0; i < Count; i++)
        {
            int group = _tables.LodGroups[i];
            if (group < -1 || group >= _tables.Header.LodGroupCount)
            {
                throw Bad(_tables.LodGroups + i, $"{Entry(i)} is in level-of-detail group {group} of {_tables.Header.LodGroupCount}");
            }
        }
    }

    private void Dependencies()
    {
        int count = _tables.Header.DependencyCount;
        int* starts = _tables.DependencyStarts;
        if (starts[0] != 0 || starts[Count] != count)
        {
            throw Bad(starts, "the dependency starts do not cover the dependencies");
        }

        for (int i = 0; i < Count; i++)
        {
            if (starts[i] > starts[i + 1])
            {
                throw Bad(starts + i, $"the dependencies of {Entry(i)} have a negative count");
            }
        }

        for (int i = 0; i < count; i++)
        {
            if ((uint)_tables.DependencyTargets[i] >= (uint)Count)
            {
                throw Bad(_tables.DependencyTargets + i, $"a dependency names entry {_tables.DependencyTargets[i]} of {Count}");
            }

            if (_tables.DependencyOptions != null && _tables.DependencyOptions[i] > 1)
            {
                throw Bad(_tables.DependencyOptions + i, $"a dependency is optional by {_tables.DependencyOptions[i]} instead of 0 or 1");
            }
        }
    }

    private void Missing()
    {
        int previous = 0;
        for (int i = 0; i < _tables.Header.MissingCount; i++)
        {
            int entry = _tables.MissingEntries[i];
            if (entry < previous || entry >= Count)
            {
                throw Bad(_tables.MissingEntries + i, $"a missing dependency belongs to entry {entry} of {Count}, or is out of order");
            }

            CheckText(in _tables.MissingNames, i, "missing dependency");
            if (AssetId.FromUtf8(_tables.MissingNames.Utf8(i)).Value != _tables.MissingIds[i])
            {
                throw Bad(_tables.MissingIds + i, $"the id of missing dependency {i} is not the id of its name");
            }

            previous = entry;
        }
    }

    private void CheckText(in TextTable texts, int index, string what)
    {
        if (AssetName.TextFault(texts.Utf8(index)) is { } fault)
        {
            throw Bad(texts.Starts + index, $"the {what} {index} is refused: {fault}");
        }
    }

    /// <summary>How an entry is called once its name has been checked.</summary>
    private string Entry(int entry) => $"entry {entry} ('{_tables.Names.Text(entry)}')";

    private BundleFormatException Bad(void* place, string problem) => new(_path, (byte*)place - _tables.File, problem);
}
