namespace TurtlGraph.IO.Tests;

public sealed class ByteSourcesTests
{
    [Theory]
    [InlineData(ByteSourceKind.Pread, "pread")]
    [InlineData(ByteSourceKind.Mapped, "mapped")]
    public void A_kind_that_every_machine_has_is_taken_as_asked(ByteSourceKind kind, string name)
    {
        using IByteSource source = ByteSources.Open(new ByteSourceOptions { Kind = kind });
        Assert.Equal(name, source.Name);
    }

    [Theory]
    [InlineData(ByteSourceKind.Automatic, "io_uring-direct")]
    [InlineData(ByteSourceKind.Uring, "io_uring")]
    [InlineData(ByteSourceKind.UringDirect, "io_uring-direct")]
    [InlineData(ByteSourceKind.UringPolling, "io_uring-direct")]
    public void A_ring_is_taken_where_there_is_one_and_else_the_reason_is_told(ByteSourceKind kind, string name)
    {
        using IByteSource source = ByteSources.Open(new ByteSourceOptions { Kind = kind });
        if (UringMachine.WhyMissing is null)
        {
            Assert.Equal(name, source.Name);
        }
        else if (kind != ByteSourceKind.Automatic || !OperatingSystem.IsWindows())
        {
            Assert.Equal("pread", source.Name);
            Assert.True(kind == ByteSourceKind.Automatic || source.Detail.Contains(UringMachine.WhyMissing, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_completion_port_is_taken_on_windows_and_else_the_reason_is_told()
    {
        using IByteSource source = ByteSources.Open(new ByteSourceOptions { Kind = ByteSourceKind.CompletionPort });
        Assert.Equal(OperatingSystem.IsWindows() ? "completion-port" : "pread", source.Name);
        Assert.Equal(OperatingSystem.IsWindows(), source.Detail.Length == 0);
    }

    [Fact]
    public void Queue_depth_is_that_of_the_options_whatever_stands_in_front()
    {
        foreach (ByteSourceKind kind in Enum.GetValues<ByteSourceKind>())
        {
            using IByteSource source = ByteSources.Open(new ByteSourceOptions { Kind = kind, QueueDepth = 17 });
            using IByteSource bare = ByteSources.Open(new ByteSourceOptions { Kind = kind, QueueDepth = 17, Scheduling = null, UsePageCache = false });
            Assert.Equal((17, 17), (source.QueueDepth, bare.QueueDepth));
        }
    }

    [Fact]
    public void An_unknown_kind_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteSources.Open(new ByteSourceOptions { Kind = (ByteSourceKind)99 }));
}
