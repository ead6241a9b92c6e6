namespace TurtlGraph.Bundles.Tests;

/// <summary>Each way a file can lie, one by one, with hashes that fit: what is wrong is said, and where.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly BundleBytes _original = BundleBytes.Of(Samples.Mixed(), new() { BlockSize = 1024 });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sealed_original_opens()
    {
        using Bundle bundle = Open(_original.Copy().Seal().Bytes);
        Assert.Equal(Samples.Mixed().Length, bundle.Count);
    }

    [Fact]
    public void A_file_cut_anywhere_near_a_table_boundary_is_refused()
    {
        var ends = new SortedSet<int> { 0, 1, 7, 8, BundleHeader.Size - 1, BundleHeader.Size, BundleHeader.PageAlignment, _original.Bytes.Length - 1 };
        foreach (SectionRow row in _original.Rows)
        {
            ends.UnionWith([(int)row.Offset - 1, (int)row.Offset, (int)row.Offset + 1, (int)(row.Offset + row.Length)]);
        }

        ends.Remove(_original.Bytes.Length);
        foreach (int end in ends)
        {
            BundleFormatException error = Refused(_original.Bytes[..end]);
            Assert.Contains(end < BundleHeader.Size ? "fewer than" : "truncated", error.Message, StringComparison.Ordinal);

            // Also when the header owns up to the new length.
            if (end >= BundleHeader.Size)
            {
                var cut = new BundleBytes(_original.Bytes[..end]);
                cut.Header.FileLength = end;
                Refused(cut.Seal().Bytes);
            }
        }
    }

    [Fact]
    public void Bytes_added_to_the_end_are_refused() => Refused([.. _original.Bytes, 0]);

    [Fact]
    public void Any_other_file_is_refused() =>
        Assert.Contains("does not start with the bytes of a bundle", Refused(Samples.Text(5000, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_newer_version_and_an_unknown_feature_are_refused_by_name()
    {
        Assert.Contains("format version 2", Refused(b => b.Header.Version = 2).Message, StringComparison.Ordinal);
        Assert.Contains("features", Refused(b => b.Header.Features = 8).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_minor_version_is_read()
    {
        BundleBytes copy = _original.Copy();
        copy.Header.MinorVersion = 9;
        using Bundle bundle = Open(copy.Seal().Bytes);
        Assert.Equal(Samples.Mixed().Length, bundle.Count);
    }

    [Fact]
    public void An_unknown_section_is_passed_over_unless_it_is_required()
    {
        BundleBytes optional = WithSection(0);
        using Bundle bundle = Open(optional.Bytes);
        Assert.Equal(Samples.Mixed().Length, bundle.Count);
        Assert.Contains("'WXYZ'", Refused(WithSection(SectionRow.Required).Bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_column_is_checked()
    {
        Refused(SectionTag.Ids, (Span<ulong> ids) => ids[1] = ids[0], "do not ascend");
        Refused(SectionTag.Ids, (Span<ulong> ids) => ids[^1] += 1, "not the id of its name");
        Refused(SectionTag.Offsets, (Span<long> offsets) => offsets[0] = long.MaxValue, "does not lie in the payload region");
        Refused(SectionTag.Offsets, (Span<long> offsets) => offsets[0] = 0, "does not lie in the payload region");
        Refused(SectionTag.Offsets, (Span<long> offsets) => offsets[0] += 1, "multiple of");
        Refused(SectionTag.StoredLengths, (Span<int> lengths) => lengths[0] = -1, "does not lie in the payload region");
        Refused(SectionTag.DecodedLengths, (Span<int> lengths) => lengths[0] = -5, "claims -5 decoded bytes");
        Refused(SectionTag.DecodedLengths, (Span<int> lengths) => lengths[0] = int.MaxValue, "decoded bytes");
        Refused(SectionTag.Codecs, (Span<byte> codecs) => codecs[0] = 99, "codec 99");
        Refused(SectionTag.Types, (Span<byte> types) => types[0] = 200, "type 200");
        Refused(SectionTag.LodGroups, (Span<int> groups) => groups[0] = 7, "group 7");
        Refused(SectionTag.PositionX, (Span<float> x) => x[2] = float.NaN, "finite");
        Refused(SectionTag.Radii, (Span<float> radii) => radii[2] = -1, "finite");
        Refused(SectionTag.FirstBlocks, (Span<int> first) => first[FirstOfMany()] = 100_000, "block table");
        Refused(SectionTag.PayloadOrder, (Span<int> order) => order[0] = 1000, "payload order");
        Refused(SectionTag.PayloadOrder, (Span<int> order) => order[1] = order[0], "payload order");
        Refused(SectionTag.DependencyStarts, (Span<int> starts) => starts[1] = 1000, "negative count");
        Refused(SectionTag.DependencyTargets, (Span<int> targets) => targets[0] = -1, "names entry -1");
        Refused(SectionTag.NameStarts, (Span<uint> starts) => starts[1] = uint.MaxValue, "do not fit");
        Refused(SectionTag.MissingEntries, (Span<int> entries) => entries[0] = 1000, "missing dependency");
        Refused(SectionTag.MissingIds, (Span<ulong> ids) => ids[0] ^= 1, "not the id of its name");
        Refused(SectionTag.TypeNumbers, (Span<byte> numbers) => numbers[0] = 3, "do not ascend");
        Refused(SectionTag.BlockOffsets, (Span<uint> offsets) => offsets[1] += 1, "does not follow");
        Refused(SectionTag.BlockLengths, (Span<uint> lengths) => lengths[0] = uint.MaxValue, "cannot have");
    }

    [Theory]
    [InlineData("../mesh.spm")]
    [InlineData("/a/mesh.spm")]
    [InlineData("C:/mesh.sp")]
    [InlineData("a\\mesh.spm")]
    [InlineData("a/mesh\0spm")]
    public void A_name_that_leads_out_is_refused_even_with_its_own_id(string name)
    {
        // A harmless name of the same length is packed, then its bytes and its id are replaced.
        BundleBytes copy = BundleBytes.Of([Samples.Item(new string('x', name.Length), [1])], new());
        System.Text.Encoding.UTF8.GetBytes(name).CopyTo(copy.Section(SectionTag.NameBytes));
        copy.Section<ulong>(SectionTag.Ids)[0] = AssetId.FromUtf8(System.Text.Encoding.UTF8.GetBytes(name)).Value;
        Assert.Contains("is refused", Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    [CodecFact]
    public void Overlapping_payloads_are_refused()
    {
        BundleBytes copy = BundleBytes.Of(
            [Samples.Item("x", Samples.Text(9000, 1)), Samples.Item("y", Samples.Text(9000, 2))], new());
        Span<long> offsets = copy.Section<long>(SectionTag.Offsets);
        int later = offsets[0] > offsets[1] ? 0 : 1;
        offsets[later] = offsets[1 - later] + 64;
        Assert.Contains("overlap", Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_that_claims_more_than_any_codec_gives_is_refused()
    {
        BundleBytes copy = BundleBytes.Of([Samples.Item("x", Samples.Text(1000, 1))], new() { BlockSize = BundleLimits.MaxBlockSize });
        copy.Section<int>(SectionTag.DecodedLengths)[0] = 60_000_000;
        copy.Header.DecodedTotal = 60_000_000;
        Assert.Contains("cannot have", Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Crowded_ids_are_still_found_quickly()
    {
        // Not reachable through a file, for ids are hashes of names; the index must not depend on that.
        ulong[] ids = [.. Enumerable.Range(1, 100_000).Select(i => (ulong)i)];
        unsafe
        {
            fixed (ulong* start = ids)
            {
                var index = new IdIndex(start, ids.Length);
                for (int i = 0; i < ids.Length; i += 77)
                {
                    Assert.Equal(i, index.Find(ids[i]));
                }

                Assert.Equal(-1, index.Find(0));
                Assert.Equal(-1, index.Find(100_001));
            }
        }
    }

    [Fact]
    public void A_reader_may_want_less_than_the_format_allows()
    {
        string path = _folder.Write("limits.turtl", _original.Bytes);
        Bundle.Open(path, new() { MaxEntries = 8, MaxDecodedLength = 9000, MaxRatio = 1024 }).Dispose();
        Assert.Contains("MaxEntries", Assert.Throws<BundleFormatException>(() => Bundle.Open(path, new() { MaxEntries = 7 })).Message, StringComparison.Ordinal);
        Assert.Contains("8999 are allowed", Assert.Throws<BundleFormatException>(() => Bundle.Open(path, new() { MaxDecodedLength = 8999 })).Message, StringComparison.Ordinal);
        Assert.Contains("MaxTablesBytes", Assert.Throws<BundleFormatException>(() => Bundle.Open(path, new() { MaxTablesBytes = 100 })).Message, StringComparison.Ordinal);
    }

    [CodecFact]
    public void A_reader_may_want_a_smaller_ratio()
    {
        string path = _folder["ratio.turtl"];
        Samples.Pack(path, [Samples.Item("zeros", new byte[60_000])]);
        Bundle.Open(path).Dispose();
        Assert.Contains("'zeros'", Assert.Throws<BundleFormatException>(() => Bundle.Open(path, new() { MaxRatio = 10 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_behind_the_hash_of_the_header_are_refused()
    {
        BundleBytes copy = _original.Copy();
        copy.Bytes[BundleHeader.Size - 1] = 1;
        Assert.Contains("behind its hash", Refused(copy.Bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_another_element_size_is_refused()
    {
        BundleBytes copy = _original.Copy();
        copy.Rows[0].ElementSize *= 2;
        Refused(copy.Seal().Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BundleHeader.PageAlignment)]
    [InlineData(long.MaxValue - 63)]
    [InlineData(-64)]
    public void A_signature_that_does_not_lie_beside_tables_and_payloads_is_refused(long offset)
    {
        using var key = BundleSigningKey.Create();
        BundleBytes copy = BundleBytes.Of(Samples.Mixed(), new() { BlockSize = 1024, SigningKey = key });
        copy.Rows[^1].Offset = offset;
        Assert.Contains("'SIGN'", Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_value_is_told_with_the_name_of_its_entry()
    {
        BundleBytes copy = _original.Copy();
        copy.Section<byte>(SectionTag.Codecs)[0] = 99;
        using Bundle original = Open(_original.Bytes);
        Assert.Contains($"'{original.Name(0)}'", Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    private delegate void Change<T>(Span<T> column);

    private int FirstOfMany() => _original.Section<int>(SectionTag.FirstBlocks).IndexOfAnyInRange(0, int.MaxValue);

    /// <summary>The original with a longer directory that names one more section, which lies nowhere.</summary>
    private BundleBytes WithSection(uint flags)
    {
        SectionRow extra = new() { Tag = (SectionTag)0x5A595857, Flags = flags, Offset = 3, Length = long.MaxValue };
        int tables = (int)_original.Header.TablesOffset;
        int end = _original.Bytes.Length;
        byte[] rows = new byte[((_original.Rows.Length + 1) * SectionRow.Size + 63) & -64];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(_original.Rows).CopyTo(rows);
        System.Runtime.InteropServices.MemoryMarshal.Write(rows.AsSpan(_original.Rows.Length * SectionRow.Size), in extra);
        int directory = ((_original.Rows.Length * SectionRow.Size) + 63) & -64;
        var longer = new BundleBytes([.. _original.Bytes[..tables], .. rows, .. _original.Bytes[(tables + directory)..]]);
        int shift = rows.Length - directory;
        longer.Header.SectionCount++;
        longer.Header.TablesLength += shift;
        longer.Header.FileLength = end + shift;
        foreach (ref SectionRow row in longer.Rows[..^1])
        {
            row.Offset += shift;
        }

        return longer.Seal();
    }

    private void Refused<T>(SectionTag tag, Change<T> change, string expected)
        where T : unmanaged
    {
        BundleBytes copy = _original.Copy();
        change(copy.Section<T>(tag));
        Assert.Contains(expected, Refused(copy.Seal().Bytes).Message, StringComparison.Ordinal);
    }

    private BundleFormatException Refused(Action<BundleBytes> change)
    {
        BundleBytes copy = _original.Copy();
        change(copy);
        return Refused(copy.Seal().Bytes);
    }

    private BundleFormatException Refused(byte[] file)
    {
        string path = _folder.Write("hostile.turtl", file);
        BundleFormatException error = Assert.Throws<BundleFormatException>(() => Bundle.Open(path));
        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains($"at byte {error.Offset}", error.Message, StringComparison.Ordinal);
        return error;
    }

    private Bundle Open(byte[] file) => Bundle.Open(_folder.Write("open.turtl", file));
}
