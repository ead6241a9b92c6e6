using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Memory.Tests;

public sealed class PrefetchAheadTests
{
    private const int Length = 3_000_000;
    private const int Window = 64 << 10;
    private const int Distance = 256 << 10;

    private readonly RecordingMapping _platform = new();

    private MappedFile Open(SampleFile sample) => MappedFile.Open(
        sample.Path, new MappedFileOptions { PrefetchWindowBytes = Window, PrefetchDistanceBytes = Distance, Profile = null }, _platform);

    [Fact]
    public void A_traversal_asks_once_for_every_byte_a_window_at_a_time_and_in_time()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = Open(sample);
        long asked = 0;
        for (long offset = 0; offset <= Length; offset += 1000)
        {
            int before = _platform.Hints.Count;
            file.PrefetchAhead(offset);
            foreach ((string what, long from, long to) in _platform.Hints[before..])
            {
                Assert.Equal("WillNeed", what);
                Assert.Equal(asked, from);
                Assert.True(to - from <= (offset == 0 ? Distance + Window : Window), $"{from} to {to} at {offset}");
                asked = to;
            }

            Assert.True(asked >= Math.Min(Length, offset + Distance), $"{asked} asked for at {offset}");
        }

        Assert.Equal(Length, asked);
    }

    [Fact]
    public void Steps_of_any_size_leave_no_gap_and_ask_for_nothing_twice()
    {
        using var sample = new SampleFile(Length);
        Prop.ForAll(Gen.ListOf(Gen.Choose(0, 500_000)).ToArbitrary(), steps =>
        {
            _platform.Hints.Clear();
            using MappedFile file = Open(sample);
            long offset = 0;
            long asked = -1;
            bool right = true;
            foreach (int step in steps)
            {
                offset = Math.Min(Length, offset + step);
                bool jumped = offset > asked && asked >= 0;
                int before = _platform.Hints.Count;
                file.PrefetchAhead(offset);
                foreach ((_, long from, long to) in _platform.Hints[before..])
                {
                    long page = offset & ~((long)Environment.SystemPageSize - 1);
                    right &= asked < 0 || jumped ? from == page : from == (asked & ~((long)Environment.SystemPageSize - 1));
                    asked = to;
                }

                right &= offset == Length || asked >= Math.Min(Length, offset + Distance);
            }

            return right;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_jump_back_starts_anew()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = Open(sample);
        file.PrefetchAhead(2_000_000);
        file.PrefetchAhead(100_000);
        Assert.Equal(2, _platform.Hints.Count);
        Assert.Equal(100_000 & ~((long)Environment.SystemPageSize - 1), _platform.Hints[1].From);
    }

    [Fact]
    public void Where_reading_ahead_is_refused_it_is_not_asked_for_again()
    {
        using var sample = new SampleFile(Length);
        using MappedFile file = Open(sample);
        _platform.Refusal = "not today";
        for (long offset = 0; offset < Length; offset += 1000)
        {
            file.PrefetchAhead(offset);
        }

        Assert.Single(_platform.Hints);
    }
}
