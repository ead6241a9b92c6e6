namespace TurtlGraph.Bundles.Tests;

/// <summary>What becomes of an open bundle whose file somebody cuts, writes to, replaces or deletes.</summary>
public sealed class CutBundleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, byte[]> _contents = Samples.Mixed().ToDictionary(item => item.Name, item => item.Content!.Value.ToArray());
    private readonly Bundle _bundle;

    public CutBundleTests()
    {
        Samples.Pack(Path, Samples.Mixed(), new() { BlockSize = 1024 });
        _bundle = Bundle.Open(Path);
    }

    private string Path => _folder["b.turtl"];

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [UnixFact]
    public void Wherever_the_file_is_cut_what_is_left_decodes_and_the_rest_says_that_the_file_changed()
    {
        for (long length = _bundle.FileLength - 1; length >= 0; length -= 997)
        {
            Cut(length);
            for (int entry = 0; entry < _bundle.Count; entry++)
            {
                var decoded = new byte[_bundle.DecodedLengths[entry]];
                DecodeStatus status = EntryDecoder.Shared.Decode(_bundle, entry, decoded);
                bool left = _bundle.StoredLengths[entry] == 0 || _bundle.Offsets[entry] + _bundle.StoredLengths[entry] <= length;
                Assert.Equal(left ? DecodeStatus.Ok : DecodeStatus.FileChanged, status);
                Assert.True(!left || decoded.AsSpan().SequenceEqual(_contents[_bundle.Name(entry)]));
            }
        }
    }

    [UnixFact]
    public void The_tables_of_a_cut_file_still_answer()
    {
        Cut(0);
        foreach (string name in _contents.Keys)
        {
            Assert.True(_bundle.TryFind(name, out int entry));
            Assert.Equal(name, _bundle.Name(entry));
            Assert.Equal(Blake3.Hash(_contents[name]), _bundle.Hashes[entry]);
        }

        Assert.Equal("quest", _bundle.TypeName(_bundle[Find("b/self")].Type));
        Assert.Equal("nowhere.ogg", _bundle.Missing(0).Name);
    }

    [UnixFact]
    public void Verifying_a_cut_file_names_what_is_gone_and_extracting_it_does_too()
    {
        Cut(_bundle.Offsets[Find("b/half")] + 100);
        VerifyReport report = BundleVerifier.Verify(_bundle);
        Assert.Contains(report.Problems, problem => problem.Name == "b/half" && problem.Explanation.Contains("cut", StringComparison.Ordinal));
        Assert.All(report.Problems, problem => Assert.Equal(DecodeStatus.FileChanged, problem.Status));
        ExtractReport extracted = BundleExtractor.Extract(_bundle, _folder["out"]);
        Assert.Equal(report.Problems.Select(problem => problem.Name), extracted.Problems.Select(problem => problem.Name));
        Assert.All(extracted.Problems, problem => Assert.Contains("cut", problem.Explanation, StringComparison.Ordinal));
    }

    [UnixFact]
    public void A_file_that_was_written_over_is_told_from_one_that_was_damaged_before()
    {
        using (FileStream file = File.Open(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[file.Length]);
        }

        File.SetLastWriteTimeUtc(Path, File.GetLastWriteTimeUtc(Path).AddMinutes(1));
        foreach (string name in _contents.Keys.Where(name => _contents[name].Length > 0))
        {
            int entry = Find(name);
            var decoded = new byte[_bundle.DecodedLengths[entry]];
            Assert.Equal(DecodeStatus.FileChanged, EntryDecoder.Shared.Decode(_bundle, entry, decoded));
            Assert.Equal(DecodeStatus.FileChanged, EntryDecoder.Shared.DecodeRange(_bundle, entry, 1, decoded.AsSpan(1)));
        }

        Assert.Throws<BundleFormatException>(() => Bundle.Open(Path));
    }

    [UnixFact]
    public void A_file_that_was_replaced_or_deleted_serves_what_was_opened()
    {
        Samples.Pack(Path, [Samples.Item("other", [1, 2, 3])]);
        AssertServes();
        File.Delete(Path);
        AssertServes();
    }

    [UnixFact]
    public async Task A_pipe_is_refused_without_waiting_for_its_writer()
    {
        string pipe = _folder["pipe"];
        Assert.Equal(0, MakePipe(pipe, 0x180));
        await Assert.ThrowsAsync<IOException>(() => Task.Run(() => BundleVerifier.VerifyFile(pipe)).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private void AssertServes()
    {
        foreach ((string name, byte[] content) in _contents)
        {
            Assert.Equal(content, Samples.Decode(_bundle, Find(name)));
        }
    }

    private int Find(string name)
    {
        Assert.True(_bundle.TryFind(name, out int entry));
        return entry;
    }

    private void Cut(long length)
    {
        using FileStream file = File.Open(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe(string path, uint mode);
}
