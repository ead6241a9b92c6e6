using System.Numerics;

namespace TurtlGraph.IO.Tests;

public sealed unsafe class FaultInjectingByteSourceTests : IDisposable
{
    private const int Length = 256;

    private readonly byte[] _content = TestContent.Make(100_000, 1);
    private readonly VirtualClock _clock = new();
    private readonly NativeBuffer _buffer = new(Length);
    private readonly ReadCompletion[] _completions = new ReadCompletion[64];

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void An_error_fails_the_read_with_the_number_of_the_plan_and_writes_nothing()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.Error);
        ReadCompletion completion = ReadOne(source, 7);
        Assert.Equal((7ul, ReadStatus.Failed, 13, 0), (completion.Token, completion.Status, completion.ErrorCode, completion.BytesRead));
        Assert.Equal(-1, _buffer.Span.IndexOfAnyExcept(NativeBuffer.Untouched));
        Assert.Equal(1, source.Injected.Errors);
    }

    [Fact]
    public void A_short_read_delivers_a_true_prefix_and_says_how_much()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.Short);
        ReadCompletion completion = ReadOne(source, 7);
        Assert.Equal(ReadStatus.Short, completion.Status);
        Assert.InRange(completion.BytesRead, 1, Length - 1);
        Assert.True(_buffer.Span[..completion.BytesRead].SequenceEqual(_content.AsSpan(0, completion.BytesRead)));
        Assert.Equal(-1, _buffer.Span[completion.BytesRead..].IndexOfAnyExcept(NativeBuffer.Untouched));
    }

    [Fact]
    public void A_short_read_of_one_byte_delivers_none()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.Short);
        source.Submit([ByteSourceConformance.Read(1, 0, 0, 1, _buffer.Pointer)]);
        Assert.Equal(1, source.Poll(_completions));
        Assert.Equal((ReadStatus.Short, 0), (_completions[0].Status, _completions[0].BytesRead));
    }

    [Fact]
    public void A_slow_read_comes_whole_when_the_delay_has_passed()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.Slow);
        source.Submit([Request(7)]);
        _clock.Advance(0.24);
        Assert.Equal(0, source.Poll(_completions));
        Assert.False(source.WaitForCompletion(0));
        _clock.Advance(0.02);
        Assert.True(source.WaitForCompletion(0));
        Assert.Equal(1, source.Poll(_completions));
        Assert.Equal((7ul, ReadStatus.Ok), (_completions[0].Token, _completions[0].Status));
        Assert.True(_buffer.Span.SequenceEqual(_content.AsSpan(0, Length)));
    }

    [Fact]
    public void A_never_completing_read_ends_as_cancelled_when_it_is_cancelled()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.Never);
        source.Submit([Request(7)]);
        _clock.Advance(1e6);
        Assert.Equal(0, source.Poll(_completions));
        Assert.True(source.Cancel(7));
        Assert.False(source.Cancel(7));
        Assert.Equal(1, source.Poll(_completions));
        Assert.Equal((7ul, ReadStatus.Cancelled), (_completions[0].Token, _completions[0].Status));
        Assert.Equal(0, source.Poll(_completions));
    }

    [Fact]
    public void A_never_completing_read_ends_as_cancelled_when_the_source_is_disposed()
    {
        FaultInjectingByteSource source = Scripted(FaultKind.Never);
        source.Submit([Request(7)]);
        source.Dispose();
        Assert.Equal(1, source.Poll(_completions));
        Assert.Equal((7ul, ReadStatus.Cancelled), (_completions[0].Token, _completions[0].Status));
    }

    [Fact]
    public void A_flipped_bit_is_one_bit_and_the_read_says_that_all_is_well()
    {
        using FaultInjectingByteSource source = Scripted(FaultKind.FlippedBit);
        ReadCompletion completion = ReadOne(source, 7);
        Assert.Equal((ReadStatus.Ok, Length), (completion.Status, completion.BytesRead));
        int wrongBits = 0;
        for (int i = 0; i < Length; i++)
        {
            wrongBits += BitOperations.PopCount((uint)(_buffer.Span[i] ^ _content[i]));
        }

        Assert.Equal(1, wrongBits);
    }

    [Fact]
    public void A_script_takes_precedence_over_the_rates_and_only_for_its_reads()
    {
        var plan = new FaultPlan { ErrorRate = 1, ErrorCode = 13, Script = new Dictionary<long, FaultKind> { [1] = FaultKind.None } };
        using FaultInjectingByteSource source = Wrap(plan);
        Assert.Equal(ReadStatus.Failed, ReadOne(source, 1).Status);
        Assert.Equal(ReadStatus.Ok, ReadOne(source, 2).Status);
        Assert.Equal(ReadStatus.Failed, ReadOne(source, 3).Status);
    }

    [Fact]
    public void Every_read_under_all_faults_ends_once_and_the_counts_tell_what_happened()
    {
        const int Reads = 5_000;
        var plan = new FaultPlan { Seed = 9, ErrorRate = 0.05, ShortRate = 0.04, SlowRate = 0.03, NeverRate = 0.02, FlippedBitRate = 0.01 };
        using FaultInjectingByteSource source = Wrap(plan);
        var outcomes = new ReadStatus?[Reads];
        int flipped = 0;
        for (int i = 0; i < Reads; i++)
        {
            _buffer.Fill();
            Assert.Equal(1, source.Submit([Request((ulong)i)]));
            int count = source.Poll(_completions);
            if (count == 0)
            {
                _clock.Advance(0.3);
                count = source.Poll(_completions);
            }

            if (count == 0)
            {
                Assert.True(source.Cancel((ulong)i));
                count = source.Poll(_completions);
            }

            Assert.Equal(1, count);
            Assert.Equal((ulong)i, _completions[0].Token);
            outcomes[i] = _completions[0].Status;
            flipped += _completions[0].Status == ReadStatus.Ok && !_buffer.Span.SequenceEqual(_content.AsSpan(0, Length)) ? 1 : 0;
        }

        FaultCounts counts = source.Injected;
        Assert.Equal(Reads, counts.Reads);
        Assert.Equal(counts.Errors, outcomes.Count(o => o == ReadStatus.Failed));
        Assert.Equal(counts.Shorts, outcomes.Count(o => o == ReadStatus.Short));
        Assert.Equal(counts.Nevers, outcomes.Count(o => o == ReadStatus.Cancelled));
        Assert.Equal(counts.FlippedBits, flipped);
        Assert.InRange(counts.Errors, 200, 300);
        Assert.InRange(counts.Shorts, 150, 250);
        Assert.InRange(counts.Slows, 105, 195);
        Assert.InRange(counts.Nevers, 65, 135);
        Assert.InRange(counts.FlippedBits, 25, 80);
        Assert.Equal(counts.Errors + counts.Shorts + counts.Slows + counts.Nevers + counts.FlippedBits, counts.Total);
    }

    [Fact]
    public void Equal_seeds_give_equal_faults_and_different_seeds_do_not()
    {
        Assert.Equal(Fates(1), Fates(1));
        Assert.NotEqual(Fates(1), Fates(2));

        static FaultKind[] Fates(ulong seed)
        {
            var plan = new FaultPlan { Seed = seed, ErrorRate = 0.3, SlowRate = 0.3 };
            return [.. Enumerable.Range(0, 200).Select(i => plan.FateOf(i))];
        }
    }

    [Fact]
    public void Rates_that_are_no_shares_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Wrap(new FaultPlan { ErrorRate = -0.1 }));
        Assert.Throws<ArgumentException>(() => Wrap(new FaultPlan { ErrorRate = double.NaN }));
        Assert.Throws<ArgumentException>(() => Wrap(new FaultPlan { ErrorRate = 0.6, SlowRate = 0.6 }));
        Assert.Throws<ArgumentException>(() => Wrap(new FaultPlan { Delay = TimeSpan.FromSeconds(-1) }));
    }

    private FaultInjectingByteSource Scripted(FaultKind fate) =>
        Wrap(new FaultPlan { ErrorCode = 13, Script = new Dictionary<long, FaultKind> { [0] = fate } });

    private FaultInjectingByteSource Wrap(FaultPlan plan)
    {
        var files = new MemoryFiles();
        files.Add("a", _content);
        var source = new FaultInjectingByteSource(new MemoryByteSource(files, 16), plan, _clock);
        Assert.Equal(0, source.AddFile("a"));
        return source;
    }

    private ReadRequest Request(ulong token) => ByteSourceConformance.Read(token, 0, 0, Length, _buffer.Pointer);

    private ReadCompletion ReadOne(FaultInjectingByteSource source, ulong token)
    {
        Assert.Equal(1, source.Submit([Request(token)]));
        Assert.Equal(1, source.Poll(_completions));
        return _completions[0];
    }
}
