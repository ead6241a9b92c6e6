using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory.Tests;

/// <summary>What every system's mapping calls have to hold; run on the one there is.</summary>
public sealed unsafe class MappingPlatformTests
{
    private static readonly IMappingPlatform Platform = MappingPlatform.Current;

    [Theory]
    [InlineData(MappedAccess.Normal)]
    [InlineData(MappedAccess.Sequential)]
    [InlineData(MappedAccess.Random)]
    public void A_map_shows_the_files_bytes_whatever_the_order_of_reading(MappedAccess access) => OnMap(300_000, access, (sample, start, length) =>
        Assert.True(new ReadOnlySpan<byte>(start, (int)length).SequenceEqual(sample.Bytes)));

    [Fact]
    public void Every_hint_is_granted_or_refused_with_a_reason_and_changes_no_byte() => OnMap(5 << 20, MappedAccess.Normal, (sample, start, length) =>
    {
        foreach (MappedAdvice advice in Enum.GetValues<MappedAdvice>())
        {
            AssertReasoned(Platform.Advise(start, length, advice));
        }

        AssertReasoned(Platform.Populate(start, length));
        AssertReasoned(Platform.Lock(start, Environment.SystemPageSize));
        Assert.True(new ReadOnlySpan<byte>(start, (int)length).SequenceEqual(sample.Bytes));
    });

    [Fact]
    public void What_was_just_touched_is_resident() => OnMap(5 << 20, MappedAccess.Normal, (sample, start, length) =>
    {
        Assert.True(new ReadOnlySpan<byte>(start, (int)length).SequenceEqual(sample.Bytes));
        Assert.Null(Platform.CountResident(start, length, out long bytes));
        Assert.Equal(length, bytes);
    });

    [Fact]
    public void A_missing_file_and_one_that_may_not_be_read_are_told_apart()
    {
        using var sample = new SampleFile(1);
        Assert.Throws<FileNotFoundException>(() => Platform.Open(sample.Beside("none"), MappedAccess.Normal));
        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(sample.Path, UnixFileMode.None);
            Assert.Throws<UnauthorizedAccessException>(() => Platform.Open(sample.Path, MappedAccess.Normal));
        }
    }

    private static void OnMap(int bytes, MappedAccess access, MapUse use)
    {
        using var sample = new SampleFile(bytes);
        using SafeFileHandle file = Platform.Open(sample.Path, access);
        byte* start = Platform.Map(file, bytes);
        use(sample, start, bytes);
        Platform.Unmap(start, bytes);
    }

    private static void AssertReasoned(string? answer) => Assert.NotEqual("", answer);

    private delegate void MapUse(SampleFile sample, byte* start, long length);
}
