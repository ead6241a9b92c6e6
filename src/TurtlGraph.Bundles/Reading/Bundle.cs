using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>
/// A bundle opened for reading. Immutable, and safe to read from any number of threads; spans are valid until
/// <see cref="Dispose"/>, which must not run while another thread still reads.
/// </summary>
/// <remarks>
/// Everything in the tables is checked once by <see cref="Open(string, BundleOpenOptions?)"/>, in a copy of them unless the
/// options trust the file; payload bytes are checked when they are decoded (<see cref="EntryDecoder"/>). A bundle on disk is
/// replaced by rename, never written in place, while someone has it open. If somebody does, or cuts it, what was read stays as it
/// was, and decoding ends with a status; only a bundle with <see cref="TablePlacement.Mapped"/> tables has no such guard.
/// </remarks>
public sealed unsafe partial class Bundle : IDisposable
{
    private readonly BundleFile _file;
    private readonly BundleTables _tables;
    private readonly IdIndex _index;
    private bool _disposed;

    private Bundle(BundleFile file, BundleTables tables, string path)
    {
        _file = file;
        _tables = tables;
        Path = path;
        Signature = SignatureSection.Read(file, tables, path);
        _index = new IdIndex(tables.Ids, tables.Header.EntryCount);
    }

    /// <summary>The file, as it was given to <see cref="Open(string, BundleOpenOptions?)"/>.</summary>
    public string Path { get; }

    /// <summary>Entries.</summary>
    public int Count => _tables.Header.EntryCount;

    /// <summary>Bytes of the file.</summary>
    public long FileLength => _file.Length;

    /// <summary>Bytes of all entries once decoded, repeated contents counted each time.</summary>
    public long DecodedTotal => _tables.Header.DecodedTotal;

    /// <summary>Bytes of the table region.</summary>
    public long TablesLength => _tables.Header.TablesLength;

    /// <summary>Bytes of the payload region, gaps between payloads included.</summary>
    public long PayloadLength => _tables.Header.PayloadLength;

    /// <summary>Decoded bytes of every block of an entry but its last.</summary>
    public int BlockSize => _tables.Header.BlockSize;

    /// <summary>Format version of the file.</summary>
    public int FormatVersion => _tables.Header.Version;

    /// <summary>BLAKE3 of the tables, and so, through the hashes in them, of all contents.</summary>
    public Hash256 TablesHash => _tables.Header.TablesHash;

    /// <summary>Opens a bundle and checks header, tables and their hashes.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BundleFormatException">The file is not a bundle that can be trusted; the message says why and where.</exception>
    /// <exception cref="UntrustedBundleException">The options name trusted keys, and none of them has signed the file.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Bundle Open(string path, BundleOpenOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                Directory.Exists(path) ? $"'{path}' is a folder, not a bundle." : $"There is no bundle at '{path}'.", path);
        }

        return Open(BundleFile.Open(path, options ?? BundleOpenOptions.Default), path, options);
    }

    /// <summary>Opens a bundle over its bytes, which it then owns.</summary>
    internal static Bundle Open(BundleFile file, string path, BundleOpenOptions? options = null)
    {
        options ??= BundleOpenOptions.Default;
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Bundles are used in place and need a little-endian processor.");
        }

        try
        {
            BundleTables tables = BundleDirectory.Read(file, path);
            BundleChecks.Run(tables, path, options);
            var bundle = new Bundle(file, tables, path);
            if (options.TrustedKeys.Count > 0)
            {
                bundle.RequireSignature(options.TrustedKeys, options.MinSignedVersion);
            }

            return bundle;
        }
        catch (MappedFileChangedException error)
        {
            file.Dispose();
            throw new BundleFormatException(path, error.Offset, "it was cut or written to while it was being opened");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds the entry with an id. Does not allocate.</summary>
    public bool TryFind(AssetId id, out int entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        entry = _index.Find(id.Value);
        return entry >= 0;
    }

    /// <summary>Finds the entry with a name.</summary>
    public bool TryFind(ReadOnlySpan<char> name, out int entry) => TryFind(AssetId.FromName(name), out entry);

    /// <summary>Gathers one row of the tables.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="entry"/> is not from 0 to <see cref="Count"/> - 1.</exception>
    public BundleEntry this[int entry]
    {
        get
        {
            Check(entry);
            return new BundleEntry
            {
                Id = new AssetId(_tables.Ids[entry]),
                Offset = _tables.Offsets[entry],
                StoredLength = _tables.StoredLengths[entry],
                DecodedLength = _tables.DecodedLengths[entry],
                Codec = (CodecId)_tables.Codecs[entry],
                Type = _tables.Types[entry],
                Lod = _tables.Lods[entry],
                LodGroup = _tables.LodGroups[entry],
                Flags = (EntryTraits)_tables.Flags[entry],
                Position = new Vector3(_tables.PositionX[entry], _tables.PositionY[entry], _tables.PositionZ[entry]),
                Radius = _tables.Radii[entry],
                BlockCount = BlockCount(entry),
                Hash = _tables.Hashes[entry],
            };
        }
    }

    /// <summary>The direct dependencies of an entry that are in this bundle. May name the entry itself and may form cycles.</summary>
    public ReadOnlySpan<int> Dependencies(int entry)
    {
        Check(entry);
        int start = _tables.DependencyStarts[entry];
        return new ReadOnlySpan<int>(_tables.DependencyTargets + start, _tables.DependencyStarts[entry + 1] - start);
    }

    /// <summary>Whether any dependency is optional.</summary>
    public bool HasOptionalDependencies => _tables.DependencyOptions != null;

    /// <summary>
    /// Whether an entry can be used without one of its direct dependencies, <paramref name="index"/> in <see cref="Dependencies"/>; see
    /// <see cref="BundleItem.OptionalDependsOn"/>.
    /// </summary>
    public bool IsOptional(int entry, int index)
    {
        Check(entry);
        int start = _tables.DependencyStarts[entry];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)(_tables.DependencyStarts[entry + 1] - start), nameof(index));
        return _tables.DependencyOptions != null && _tables.DependencyOptions[start + index] != 0;
    }

    /// <summary>Closes the file and frees its tables. All spans end here.</summary>
    public void Dispose()
    {
        _disposed = true;
        FreeDictionaries();
        _file.Dispose();
    }

    private void Check(int entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)Count, nameof(entry));
    }
}
