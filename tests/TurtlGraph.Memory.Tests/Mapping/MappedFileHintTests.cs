namespace TurtlGraph.Memory.Tests;

public sealed class MappedFileHintTests
{
    private const int Length = 5 << 20;
    private static readonly int Page = Environment.SystemPageSize;

    private static MappedFileOptions Everything(MemoryProfile profile) => new()
    {
        Name = "hinted", Profile = profile, Access = MappedAccess.Sequential, HugePages = true,
        WillNeedBytes = 70_000, PopulateBytes = long.MaxValue, LockBytes = 5000,
    };

    [Fact]
    public void The_options_give_their_hints_at_opening()
    {
        using var sample = new SampleFile(Length);
        var platform = new RecordingMapping();
        using MappedFile file = MappedFile.Open(sample.Path, Everything(new MemoryProfile()), platform);
        Assert.Contains(("Sequential", 0, Length), platform.Hints);
        Assert.Contains(("HugePages", 0, Length), platform.Hints);
        Assert.Contains(("WillNeed", 0, 70_000), platform.Hints);
        Assert.Contains(("Populate", 0, Length), platform.Hints);
        Assert.Contains(("Lock", 0, 5000), platform.Hints);
    }

    [Fact]
    public void Without_options_no_hint_is_given()
    {
        using var sample = new SampleFile(Length);
        var platform = new RecordingMapping();
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions(), platform);
        Assert.Empty(platform.Hints);
    }

    [Fact]
    public void Every_refused_hint_falls_back_and_is_told_once_in_the_profile()
    {
        using var sample = new SampleFile(Length);
        var profile = new MemoryProfile();
        var platform = new RecordingMapping { Refusal = "not today" };
        using MappedFile file = MappedFile.Open(sample.Path, Everything(profile), platform);
        Assert.False(file.TryAdvise(0, 1, MappedAdvice.Sequential));
        Assert.False(file.TryLock(0, 1));
        Assert.False(file.TryPopulate(0, 1));
        Assert.False(file.TryCountResident(0, 1, out _));
        string[] told = [.. profile.Snapshot().RefusedHints.Select(hint => $"{hint.Owner} {hint.Hint} {hint.Reason} {hint.Count}").Order()];
        Assert.Equal(
            ["hinted HugePages not today 1", "hinted Sequential not today 1", "hinted WillNeed not today 1", "hinted lock not today 1", "hinted populate not today 1", "hinted residency not today 1"],
            told.Order(StringComparer.Ordinal));

        var bytes = new byte[Length];
        file.Read(0, bytes);
        Assert.Equal(sample.Bytes, bytes);
    }

    [Fact]
    public void A_range_that_cannot_be_populated_is_read_ahead_instead()
    {
        using var sample = new SampleFile(Length);
        var platform = new RecordingMapping { Refusal = "not today" };
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { PopulateBytes = 9000, Profile = null }, platform);
        Assert.Equal([("Populate", 0, 9000), ("WillNeed", 0, 9000)], platform.Hints);
    }

    [Fact]
    public void A_hint_covers_the_whole_pages_of_its_range()
    {
        using var sample = new SampleFile(Length);
        var platform = new RecordingMapping();
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions(), platform);
        file.TryAdvise(Page + 5, 10, MappedAdvice.WillNeed);
        file.TryAdvise((2 * Page) - 1, 2, MappedAdvice.Random);
        Assert.Equal([("WillNeed", Page, Page + 15), ("Random", Page, (2L * Page) + 1)], platform.Hints);
    }

    [LinuxFact]
    public void What_was_dropped_from_memory_is_there_again_after_populating()
    {
        using var sample = new SampleFile(Length);
        UnixCalls.DropCached(sample.Path);
        using MappedFile file = MappedFile.Open(sample.Path);
        Assert.True(file.TryCountResident(0, Length, out long cold));
        Assert.True(file.TryPopulate(0, Length / 2));
        Assert.True(file.TryCountResident(0, Length / 2, out long half));
        Assert.Equal(Length / 2, half);
        Assert.True(file.TryPopulate(0, Length));
        Assert.True(file.TryCountResident(0, Length, out long warm));
        Assert.Equal(Length, warm);
        bool keepsPagesOnDisk = new DriveInfo(sample.Path).DriveFormat is "ext4" or "ext3" or "xfs" or "btrfs";
        Assert.True(cold < warm || !keepsPagesOnDisk, $"{cold} of {warm} bytes were still in memory.");
    }

    [Fact]
    public void Huge_pages_are_used_or_refused_with_a_reason_and_the_bytes_stay_right()
    {
        using var sample = new SampleFile(Length);
        var profile = new MemoryProfile();
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { Profile = profile, Trusted = true });
        bool granted = file.TryAdvise(0, Length, MappedAdvice.HugePages);
        Assert.Equal(granted, profile.Snapshot().RefusedHints.Count == 0);
        Assert.True(file.Span(0, Length).SequenceEqual(sample.Bytes));
    }

    [Fact]
    public void A_file_smaller_than_a_huge_page_gets_none()
    {
        using var sample = new SampleFile(100_000);
        var profile = new MemoryProfile();
        using MappedFile file = MappedFile.Open(sample.Path, new MappedFileOptions { Profile = profile, HugePages = true });
        Assert.Equal("HugePages", Assert.Single(profile.Snapshot().RefusedHints).Hint);
        var bytes = new byte[100_000];
        file.Read(0, bytes);
        Assert.Equal(sample.Bytes, bytes);
    }

    [LinuxFact]
    public void A_lock_beyond_the_limit_of_the_process_is_refused_with_the_systems_reason()
    {
        using var sample = new SampleFile(Length);
        (int code, string output) = ChildProgram.Run("mapping-locks", sample.Path);
        Assert.True(code == 0, output);
        Assert.Matches("^small: True, large: False, copy: False; limited lock: .+; limited copy lock: .+", output);
    }
}
