using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class TraceConversionTests
{
    private static readonly Gen<TraceRequest> s_request =
        from time in Gen.Choose(0, 5) from key in Gen.Choose(0, 20) from size in Gen.Choose(1, 9) select new TraceRequest(time, (ulong)key, (uint)size);

    [Theory]
    [InlineData(TraceFormat.Csv)]
    [InlineData(TraceFormat.Oracle)]
    [InlineData(TraceFormat.Turtl)]
    public void A_format_with_times_and_sizes_gives_back_what_was_written(TraceFormat format) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(s_request.ArrayOf().ToArbitrary(), requests => TraceReaderTests.Read(Write(requests, format), format).SequenceEqual(requests)));

    [Theory]
    [InlineData(TraceFormat.Arc)]
    [InlineData(TraceFormat.Lirs)]
    [InlineData(TraceFormat.Be32)]
    [InlineData(TraceFormat.Be64)]
    public void A_format_without_sizes_gives_back_the_keys(TraceFormat format) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(
            s_request.ArrayOf().ToArbitrary(),
            requests => TraceReaderTests.Read(Write(requests, format), format).Select(request => request.Key).SequenceEqual(requests.Select(request => request.Key))));

    [Fact]
    public void An_oracle_trace_tells_who_asks_next()
    {
        var bytes = Write([new(0, 5, 1), new(0, 6, 1), new(0, 5, 1)], TraceFormat.Oracle);

        Assert.Equal([3, -1, -1], Enumerable.Range(0, 3).Select(i => BitConverter.ToInt64(bytes, (24 * i) + 16)));
    }

    [Fact]
    public void A_key_that_has_no_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Write([new(0, 1UL << 32, 1)], TraceFormat.Be32));
        Assert.Throws<ArgumentException>(() => Write([new(1L << 32, 1, 1)], TraceFormat.Oracle));
    }

    internal static byte[] Write(IReadOnlyList<TraceRequest> requests, TraceFormat format)
    {
        using var output = new MemoryStream();
        TraceConversion.Write(requests, output, format);
        return output.ToArray();
    }
}
