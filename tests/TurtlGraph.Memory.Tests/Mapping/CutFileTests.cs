namespace TurtlGraph.Memory.Tests;

/// <summary>What happens to an open file that somebody cuts, writes to, replaces or deletes.</summary>
public sealed class CutFileTests
{
    private const int Length = 1 << 20;

    [UnixFact]
    public void Touching_a_map_behind_the_end_of_a_cut_file_ends_the_process()
    {
        using var sample = new SampleFile(Length);
        (int code, string output) = ChildProgram.Run("mapping-cut", "trusted", sample.Path);
        Assert.Equal("cut", output.Trim());
        const int abort = 128 + 6;
        const int busError = 128 + 7;
        const int busErrorOfMac = 128 + 10;
        Assert.True(code is abort or busError or busErrorOfMac, $"Exit code {code}.");
    }

    [UnixFact]
    public void Reading_the_same_file_without_trust_gives_a_typed_error_and_the_process_lives()
    {
        using var sample = new SampleFile(Length);
        (int code, string output) = ChildProgram.Run("mapping-cut", "bounded", sample.Path);
        Assert.Equal("cut\nMappedFileChangedException\nalive", output.Trim());
        Assert.Equal(0, code);
    }

    [UnixFact]
    public void A_cut_file_is_named_with_place_and_lengths()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = MappedFile.Open(sample.Path);
        sample.SetLength(5000);
        Assert.Equal(MappedReadStatus.Cut, file.TryRead(4000, new byte[2000]));
        Assert.Equal(MappedReadStatus.Cut, file.TryRead(Length - 1, new byte[1]));
        var error = Assert.Throws<MappedFileChangedException>(() => file.Read(4000, new byte[2000]));
        Assert.Equal((sample.Path, 4000, Length, 5000), (error.Path, error.Offset, error.OpenedLength, error.CurrentLength));
    }

    [UnixFact]
    public void A_range_that_is_left_of_a_cut_file_is_not_passed_off_as_the_opened_one()
    {
        using var sample = new SampleFile(Length);
        using MappedFile careful = MappedFile.Open(sample.Path);
        using MappedFile verifying = MappedFile.Open(sample.Path, new MappedFileOptions { DetectChanges = false });
        sample.SetLength(5000);
        Assert.Equal(MappedReadStatus.Cut, careful.TryRead(0, new byte[100]));
        Assert.Equal(MappedReadStatus.Ok, verifying.TryRead(0, new byte[100]));
    }

    [UnixFact]
    public void A_file_that_was_written_to_or_has_grown_is_a_changed_one()
    {
        using var sample = new SampleFile(Length);
        using MappedFile before = MappedFile.Open(sample.Path);
        sample.Overwrite();
        Assert.Equal(MappedReadStatus.Changed, before.TryRead(0, new byte[100]));
        Assert.Throws<MappedFileChangedException>(() => before.Read(0, new byte[100]));

        using MappedFile after = MappedFile.Open(sample.Path);
        Assert.Equal(MappedReadStatus.Ok, after.Compare());
        sample.SetLength(Length + 1);
        Assert.Equal(MappedReadStatus.Changed, after.Compare());
    }

    [UnixFact]
    public void A_file_that_was_replaced_or_deleted_reads_as_it_was_opened()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = MappedFile.Open(sample.Path);
        File.WriteAllBytes(sample.Beside("new"), new byte[10]);
        File.Move(sample.Beside("new"), sample.Path, overwrite: true);
        AssertWhole(sample, file);
        File.Delete(sample.Path);
        AssertWhole(sample, file);
    }

    [UnixFact]
    public void Hints_on_a_cut_file_are_harmless()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = MappedFile.Open(sample.Path);
        sample.SetLength(0);
        foreach (MappedAdvice advice in Enum.GetValues<MappedAdvice>())
        {
            file.TryAdvise(0, Length, advice);
        }

        Assert.False(file.TryPopulate(0, Length));
        file.TryLock(0, Length);
        file.PrefetchAhead(Length / 2);
        Assert.True(!file.TryCountResident(0, Length, out long resident) || resident == 0);
    }

    [UnixFact]
    public void A_copy_lives_on_when_its_file_is_cut_and_is_not_made_of_a_cut_one()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = MappedFile.Open(sample.Path);
        using FileCopy copy = FileCopy.Of(file, 100, Length - 100, "copy", null);
        sample.SetLength(0);
        Assert.True(Span(copy).SequenceEqual(sample.Bytes.AsSpan(100)));
        Assert.Throws<MappedFileChangedException>(() => FileCopy.Of(file, 0, Length, "copy", null));
    }

    private static unsafe ReadOnlySpan<byte> Span(FileCopy copy) => new(copy.Pointer, (int)copy.Length);

    private static void AssertWhole(SampleFile sample, MappedFile file)
    {
        var bytes = new byte[Length];
        file.Read(0, bytes);
        Assert.Equal(sample.Bytes, bytes);
    }
}
