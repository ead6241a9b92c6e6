using System.Runtime.InteropServices;

namespace TurtlGraph.IO.Tests;

public sealed unsafe partial class PageCacheByteSourceTests
{
    [Fact]
    public void What_the_page_cache_holds_never_reaches_the_device()
    {
        if (!PageCacheByteSource.IsSupported)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(50_000, 1);
        using var buffer = new NativeBuffer(40_000);
        var device = new ScriptedSource(content);
        using var source = new PageCacheByteSource(device);
        int file = source.AddFile(folder.Write("a.bin", content));

        Assert.Equal(2, source.Submit([
            ByteSourceConformance.Read(1, file, 1_000, 20_000, buffer.Pointer),
            ByteSourceConformance.Read(2, file, 45_000, 5_000, buffer.Pointer + 20_000)]));
        Assert.True(source.WaitForCompletion(0));
        var completions = new ReadCompletion[4];
        Assert.Equal(2, source.Poll(completions));

        Assert.Empty(device.Open);
        Assert.Equal(2, source.CopiedReads);
        Assert.Equal([(1, ReadStatus.Ok, 20_000), (2, ReadStatus.Ok, 5_000)], completions.Take(2).Select(c => ((int)c.Token, c.Status, c.BytesRead)).Order());
        Assert.True(buffer.Span[..20_000].SequenceEqual(content.AsSpan(1_000, 20_000)));
    }

    [Fact]
    public void What_it_does_not_hold_is_the_devices()
    {
        if (!PageCacheByteSource.IsSupported)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(1 << 20, 2);
        using var buffer = new NativeBuffer(1 << 20);
        var device = new ScriptedSource(content);
        using var source = new PageCacheByteSource(device);
        string path = folder.Write("a.bin", content);
        int file = source.AddFile(path);
        if (!TryDropFromCache(path))
        {
            return;
        }

        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(1, file, 0, 1 << 20, buffer.Pointer)]));
        var completions = new ReadCompletion[1];
        Assert.Equal(0, source.Poll(completions));
        Assert.Equal(1ul, Assert.Single(device.Open).Token);
        Assert.False(source.Cancel(1));
        device.EndFirst();
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal((1ul, ReadStatus.Ok, 0L), (completions[0].Token, completions[0].Status, source.CopiedReads));
        Assert.True(buffer.Span.SequenceEqual(content));
    }

    [Fact]
    public void A_read_that_the_device_has_no_room_for_waits_and_is_not_given_up()
    {
        if (!PageCacheByteSource.IsSupported)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        byte[] content = TestContent.Make(1 << 20, 3);
        using var buffer = new NativeBuffer(1 << 20);
        var device = new ScriptedSource(content);
        using var source = new PageCacheByteSource(device);
        string path = folder.Write("a.bin", content);
        int file = source.AddFile(path);
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(1, file, 0, 1 << 20, buffer.Pointer)]));
        if (!TryDropFromCache(path))
        {
            return;
        }

        device.IsFull = true;
        var completions = new ReadCompletion[1];
        Assert.Equal(0, source.Poll(completions));
        device.IsFull = false;
        Assert.True(source.WaitForCompletion(0));
        Assert.Equal(0, source.Poll(completions));
        Assert.Equal(1ul, Assert.Single(device.Open).Token);
        device.EndFirst();
        Assert.Equal(1, source.Poll(completions));
        Assert.Equal(ReadStatus.Ok, completions[0].Status);
    }

    [Fact]
    public void A_read_of_an_unknown_file_that_the_device_has_no_room_for_is_left_to_it()
    {
        if (!PageCacheByteSource.IsSupported)
        {
            return;
        }

        using var buffer = new NativeBuffer(100);
        var device = new ScriptedSource([]) { IsFull = true };
        using var source = new PageCacheByteSource(device);
        Assert.Equal(1, source.Submit([ByteSourceConformance.Read(1, 7, 0, 100, buffer.Pointer)]));
        device.IsFull = false;
        Assert.Equal(0, source.Poll(new ReadCompletion[1]));
        Assert.Equal(1ul, Assert.Single(device.Open).Token);
    }

    [Fact]
    public void A_file_that_the_device_cannot_open_is_refused_and_the_next_keeps_its_number()
    {
        if (!PageCacheByteSource.IsSupported)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        using var source = new PageCacheByteSource(new PreadByteSource());
        Assert.Throws<ByteSourceException>(() => source.AddFile(Path.Combine(folder.Path, "none")));
        Assert.Equal(0, source.AddFile(folder.Write("a.bin", [1])));
        Assert.Equal(1, source.AddFile(folder.Write("b.bin", [1])));
    }

    /// <summary>Writes the file out and drops its pages; false when the system keeps some.</summary>
    private static bool TryDropFromCache(string path)
    {
        const int DontNeed = 4;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
        int descriptor = (int)file.DangerousGetHandle();
        return Advise(descriptor, 0, 0, DontNeed) == 0 && LinuxCalls.CountCachedPages(descriptor, 0, 1 << 20) == 0;
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int descriptor, nint offset, nint length, int advice);
}
