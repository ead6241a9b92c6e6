namespace TurtlGraph.Memory.Tests;

public sealed unsafe class FileCopyTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(4095, 5000)]
    [InlineData(1, 700_000)]
    [InlineData(64, 2_200_000)]
    [InlineData(0, 3_000_000)]
    public void A_copy_has_the_bytes_of_its_part(int offset, int length)
    {
        using var sample = new SampleFile(3_000_000);
        using MappedFile file = MappedFile.Open(sample.Path);
        using FileCopy copy = FileCopy.Of(file, offset, length, "copy", null);
        Assert.Equal(length, copy.Length);
        Assert.True(new ReadOnlySpan<byte>(copy.Pointer, length).SequenceEqual(sample.Bytes.AsSpan(offset, length)));
        Assert.Equal(0, (long)copy.Pointer % Environment.SystemPageSize);
    }

    [Fact]
    public void A_part_outside_the_file_is_refused_before_memory_is_taken()
    {
        using var sample = new SampleFile(100);
        using MappedFile file = MappedFile.Open(sample.Path);
        var profile = new MemoryProfile();
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCopy.Of(file, 50, 51, "copy", profile));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCopy.Of(file, 0, long.MaxValue, "copy", profile));
        Assert.Equal(0, profile.Snapshot().Total.CommittedBytes);
    }

    [Fact]
    public void The_profile_counts_the_copy_and_what_rounding_wastes()
    {
        using var sample = new SampleFile(3_000_000);
        using MappedFile file = MappedFile.Open(sample.Path);
        var profile = new MemoryProfile();
        using (FileCopy copy = FileCopy.Of(file, 0, 3_000_000, "copy", profile))
        {
            MemoryFigures figures = profile.Snapshot().Owner("copy", MemoryTier.Arena).Figures;
            Assert.Equal(3_000_000, figures.CurrentBytes - figures.WasteBytes);
            Assert.InRange(figures.CommittedBytes, figures.CurrentBytes, figures.CurrentBytes + (2 << 20));
        }

        Assert.Equal(0, profile.Snapshot().Total.CommittedBytes);
    }

    [Fact]
    public void A_refused_lock_is_told_in_the_profile()
    {
        using var sample = new SampleFile(100);
        using MappedFile file = MappedFile.Open(sample.Path);
        var profile = new MemoryProfile();
        using FileCopy copy = FileCopy.Of(file, 0, 100, "copy", profile);
        Assert.False(copy.TryLock(new RecordingMapping { Refusal = "not today" }));
        Assert.Equal(new RefusedHint("copy", "lock", "not today", 1), Assert.Single(profile.Snapshot().RefusedHints));
    }
}
