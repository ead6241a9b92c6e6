using System.Buffers.Binary;
using System.Text;

namespace TurtlGraph.Caching.Tests;

public sealed class TraceReaderTests
{
    public static TheoryData<string> Names => new(TraceReader.FormatNames);

    [Fact]
    public void A_csv_has_time_id_and_size()
    {
        Assert.Equal([new(10, 7, 512), new(11, 8, 1), new(12, 7, 4096)], Read("10,7,512\r\n# a remark\n\n11 , 8 , 1\n12,7,4096", TraceFormat.Csv));
    }

    [Fact]
    public void A_csv_without_sizes_has_objects_of_size_one()
    {
        Assert.Equal([new(10, 7, 1), new(11, 8, 1)], Read("10,7\n11,8\n", TraceFormat.Csv));
    }

    [Fact]
    public void The_first_line_of_a_csv_may_name_its_columns()
    {
        Assert.Equal([new(5, 42, 512)], Read("version,time,op,size,lbn\n1,5,2a,512,42\n", TraceFormat.Csv));
    }

    [Fact]
    public void Words_are_ids_too_and_different_words_are_different_ids()
    {
        var requests = Read("1,/index.html,5\n2,/logo.png,5\n3,/index.html,5\n", TraceFormat.Csv);

        Assert.Equal(requests[0].Key, requests[2].Key);
        Assert.NotEqual(requests[0].Key, requests[1].Key);
    }

    [Fact]
    public void A_fraction_of_a_second_is_left_off()
    {
        Assert.Equal(new TraceRequest(1431857103, 9, 1), Read("1431857103.75,9,1\n", TraceFormat.Csv)[0]);
    }

    [Fact]
    public void Requests_of_no_bytes_are_passed_over()
    {
        Assert.Equal([new(2, 8, 3)], Read("1,7,0\n2,8,3\n3,9,0\n", TraceFormat.Csv));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line()
    {
        Assert.Equal([new(1, 7, 3)], Read("\ufeff1,7,3\n", TraceFormat.Csv));
        Assert.Equal([new(0, 7, 3)], Read("\ufeffid,size\n7,3\n", TraceFormat.Csv));
        Assert.Equal([new(0, 7, 1)], Read("\ufeff7\n", TraceFormat.Lirs));
    }

    [Fact]
    public void Sizes_have_all_32_bits_in_every_format_that_has_them()
    {
        TraceRequest[] requests = [new(1, 7, uint.MaxValue), new(2, 8, 3_000_000_000)];
        foreach (TraceFormat format in new[] { TraceFormat.Csv, TraceFormat.Oracle, TraceFormat.Turtl })
        {
            using var file = new MemoryStream();
            TraceConversion.Write(requests, file, format);
            Assert.Equal(requests, Read(file.ToArray(), format));
        }
    }

    [Fact]
    public void A_trace_of_more_requests_than_memory_holds_is_refused_before_it_is_used_up()
    {
        TraceFormatException error = Assert.Throws<TraceFormatException>(() => TraceMemory.Require(long.MaxValue, 12));
        Assert.Contains("12 requests", error.Message, StringComparison.Ordinal);
        TraceMemory.Require(1, 12);
    }

    [Fact]
    public void An_arc_line_is_a_request_for_each_block_of_its_run()
    {
        Assert.Equal([new(1, 100, 1), new(1, 101, 1), new(1, 102, 1), new(3, 5, 1)], Read("100 3 0 1\n7 0 0 2\n5 1 0 3\n", TraceFormat.Arc));
    }

    [Fact]
    public void A_lirs_trace_is_a_number_a_line_and_stars_say_nothing()
    {
        Assert.Equal([3UL, 1UL, 3UL], Read("3\n*\n 1 \n\n3", TraceFormat.Lirs).Select(request => request.Key));
    }

    [Theory]
    [InlineData(TraceFormat.Be32, sizeof(uint))]
    [InlineData(TraceFormat.Be64, sizeof(ulong))]
    public void Big_endian_keys_follow_each_other(TraceFormat format, int length)
    {
        var bytes = new byte[2 * length];
        bytes[length - 2] = 1;
        bytes[^1] = 9;

        Assert.Equal([256UL, 9UL], Read(bytes, format).Select(request => request.Key));
    }

    [Fact]
    public void An_oracle_record_is_24_bytes_little_endian()
    {
        var bytes = new byte[48];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 77);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), ulong.MaxValue - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 4096);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), -1);

        Assert.Equal([new(77, ulong.MaxValue - 1, 4096)], Read(bytes, TraceFormat.Oracle));
    }

    [Theory]
    [InlineData(TraceFormat.Csv, "1,7,512\n2,8,abc\n", 2, 8)]
    [InlineData(TraceFormat.Csv, "1,7,512\n2\n", 2, 8)]
    [InlineData(TraceFormat.Csv, "1,7,512\n2,8,-1\n", 2, 8)]
    [InlineData(TraceFormat.Csv, "1,7,512\nsoon,8,9\n", 2, 8)]
    [InlineData(TraceFormat.Csv, "time,what\n1,2\n", 1, 0)]
    [InlineData(TraceFormat.Arc, "1 1 0 0\n2 1\n", 2, 8)]
    [InlineData(TraceFormat.Arc, "1 1 0 0\n2 1 0 0 0\n", 2, 8)]
    [InlineData(TraceFormat.Arc, "18446744073709551615 2 0 0\n", 1, 0)]
    [InlineData(TraceFormat.Lirs, "1\n2\nthree\n", 3, 4)]
    [InlineData(TraceFormat.Lirs, "1\n99999999999999999999999\n", 2, 2)]
    public void What_is_no_request_is_told_with_its_line_and_offset(TraceFormat format, string text, long line, long offset)
    {
        var fault = Assert.Throws<TraceFormatException>(() => Read(text, format));

        Assert.Equal((line, offset), (fault.Line, fault.Offset));
        Assert.Contains($"line {line}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TraceFormat.Be32, 4)]
    [InlineData(TraceFormat.Be64, 8)]
    [InlineData(TraceFormat.Oracle, 24)]
    public void A_record_that_is_cut_short_is_told_with_its_offset(TraceFormat format, int length)
    {
        var bytes = new byte[(3 * length) - 1];
        Array.Fill(bytes, (byte)1);

        Assert.Equal(2 * length, Assert.Throws<TraceFormatException>(() => Read(bytes, format)).Offset);
    }

    [Fact]
    public void A_file_without_line_ends_is_no_text()
    {
        Assert.Throws<TraceFormatException>(() => Read(new byte[3 << 20], TraceFormat.Lirs));
    }

    [Theory]
    [InlineData("a/OLTP.lis.zst", TraceFormat.Arc)]
    [InlineData("x.oracleGeneral.bin.zst", TraceFormat.Oracle)]
    [InlineData("x.oracleGeneral", TraceFormat.Oracle)]
    [InlineData("loop.trace.gz", TraceFormat.Lirs)]
    [InlineData("x.be64.gz", TraceFormat.Be64)]
    [InlineData("flight.turtltrace", TraceFormat.Turtl)]
    [InlineData("X.CSV", TraceFormat.Csv)]
    public void The_name_of_a_file_tells_its_format(string name, TraceFormat format) => Assert.Equal(format, TraceReader.FormatOf(name));

    [Fact]
    public void A_name_that_tells_nothing_is_no_guess() => Assert.Null(TraceReader.FormatOf("data.bin.zst"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_of_a_format_is_known(string name) => Assert.True(TraceReader.TryParseFormat(name, out _));

    internal static List<TraceRequest> Read(string text, TraceFormat format) => Read(Encoding.UTF8.GetBytes(text), format);

    /// <summary>Reads through a stream that gives few bytes at once, a few requests at a time.</summary>
    internal static List<TraceRequest> Read(byte[] bytes, TraceFormat format)
    {
        using var reader = TraceReader.Open(new DripStream(bytes), format);
        var requests = new List<TraceRequest>();
        var batch = new TraceRequest[2];
        for (int read = reader.Read(batch); read > 0; read = reader.Read(batch))
        {
            requests.AddRange(batch.AsSpan(0, read));
        }

        return requests;
    }
}
