using System.Text;
using System.Text.Json;

namespace TurtlGraph.Memory.Tests;

public sealed class MemoryProfileTests
{
    private readonly MemoryProfile _profile = new();

    [Fact]
    public void Each_operation_is_counted_under_its_owner_its_tier_and_the_whole()
    {
        using var arena = _profile.Open("chunks", MemoryTier.Arena);
        using var pool = _profile.Open("slots", MemoryTier.Pool);
        arena.Committed(4096);
        arena.Allocated(100);
        arena.Allocated(1000);
        arena.Wasted(24);
        arena.Freed(100);
        pool.Committed(640);
        pool.Allocated(64);

        var snapshot = _profile.Snapshot();

        var chunks = snapshot.Owner("chunks", MemoryTier.Arena).Figures;
        Assert.Equal((1000, 1100, 1100, 2, 1), (chunks.CurrentBytes, chunks.PeakBytes, chunks.TotalBytes, chunks.Allocations, chunks.Frees));
        Assert.Equal((4096, 24), (chunks.CommittedBytes, chunks.WasteBytes));
        Assert.Equal((1, 1, 0), (chunks.Sizes[6], chunks.Sizes[9], chunks.Sizes[7]));
        Assert.Equal(1000, snapshot.Tier(MemoryTier.Arena).CurrentBytes);
        Assert.Equal(64, snapshot.Tier(MemoryTier.Pool).CurrentBytes);
        Assert.Equal(0, snapshot.Tier(MemoryTier.Heap).Allocations);
        Assert.Equal((1064, 4736, 3), (snapshot.Total.CurrentBytes, snapshot.Total.CommittedBytes, snapshot.Total.Allocations));
    }

    [Fact]
    public void Mapped_files_count_in_their_tier_and_not_as_memory_of_the_process()
    {
        using var map = _profile.Open("bundle", MemoryTier.Mapped);
        using var arena = _profile.Open("chunks", MemoryTier.Arena);
        map.Committed(1 << 30);
        arena.Committed(4096);

        var snapshot = _profile.Snapshot();

        Assert.Equal(1 << 30, snapshot.Tier(MemoryTier.Mapped).CommittedBytes);
        Assert.Equal((4096, 4096), (snapshot.Total.CommittedBytes, snapshot.Total.PeakCommittedBytes));
        Assert.Equal(4096, _profile.CommittedBytes);
    }

    [Fact]
    public void A_size_of_any_magnitude_has_its_class()
    {
        using var account = _profile.Open("a", MemoryTier.Heap);
        long[] sizes = [0, 1, 2, 3, 4, 1L << 31, (1L << 47) - 1, 1L << 47, long.MaxValue];
        Array.ForEach(sizes, account.Allocated);

        var histogram = _profile.Snapshot().Total.Sizes;

        Assert.Equal((2, 2, 1), (histogram[0], histogram[1], histogram[2]));
        Assert.Equal((1, 1, 1, 1), (histogram[31], histogram[46], histogram[47], histogram[62]));
    }

    [Fact]
    public void What_a_closed_allocator_did_stays_and_what_it_held_goes()
    {
        var account = _profile.Open("gone", MemoryTier.Arena);
        account.Committed(1 << 20);
        account.Allocated(300);
        account.Allocated(200);
        account.Freed(300);
        account.Wasted(7);
        account.Reset(100);
        account.Dispose();
        account.Dispose();

        var figures = _profile.Snapshot().Owner("gone", MemoryTier.Arena).Figures;

        Assert.Equal((0, 0, 0), (figures.CurrentBytes, figures.CommittedBytes, figures.WasteBytes));
        Assert.Equal((500, 500, 2, 1, 1, 1 << 20), (figures.PeakBytes, figures.TotalBytes, figures.Allocations, figures.Frees, figures.Resets, figures.PeakCommittedBytes));
        Assert.Equal(1, figures.Sizes[7]);
        Assert.Equal(500, account.Read().TotalBytes);
    }

    [Fact]
    public void Allocators_of_one_name_are_one_owner_whose_peak_is_never_understated()
    {
        var first = _profile.Open("thread arena", MemoryTier.Arena);
        using var second = _profile.Open("thread arena", MemoryTier.Arena);
        first.Allocated(1000);
        second.Allocated(400);
        first.Dispose();
        using var third = _profile.Open("thread arena", MemoryTier.Arena);
        third.Allocated(50);

        var owner = Assert.Single(_profile.Snapshot().Owners.ToArray());

        Assert.Equal((2, 450, 1400, 1450), (owner.Accounts, owner.Figures.CurrentBytes, owner.Figures.PeakBytes, owner.Figures.TotalBytes));
    }

    [Fact]
    public void A_refused_hint_is_listed_once_with_how_often()
    {
        using var account = _profile.Open("map", MemoryTier.Mapped);
        for (var i = 0; i < 1000; i++)
        {
            account.HintRefused("lock", "Cannot allocate memory");
            account.HintRefused("populate", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var snapshot = _profile.Snapshot();

        Assert.Contains(new RefusedHint("map", "lock", "Cannot allocate memory", 1000), snapshot.RefusedHints);
        Assert.True(snapshot.RefusedHints.Count <= 128, "the list is bounded");
        Assert.Equal(2000, snapshot.RefusedHints.Sum(hint => hint.Count) + snapshot.FurtherRefusals);
    }

    [Fact]
    public void Owners_beyond_the_bound_are_counted_together()
    {
        for (var i = 0; i < 3000; i++)
        {
            using var account = _profile.Open($"owner {i}", MemoryTier.Arena);
            account.Allocated(1);
        }

        var snapshot = _profile.Snapshot();

        Assert.True(snapshot.Owners.Length <= 1024 + MemoryProfile.Tiers);
        Assert.Equal(3000, snapshot.Total.Allocations);
    }

    [Fact]
    public void An_allocator_may_tell_its_counters_when_asked_instead_of_keeping_them()
    {
        var bump = new Bump();
        var account = _profile.Open("bump", MemoryTier.Arena, bump);
        bump.Offset = 700;

        Assert.Equal(700, _profile.Snapshot().Total.CurrentBytes);
        account.Dispose();
        bump.Offset = 900;
        Assert.Equal((0, 700), (_profile.Snapshot().Total.CurrentBytes, _profile.Snapshot().Total.TotalBytes));
    }

    [Fact]
    public void A_snapshot_that_is_used_again_allocates_nothing()
    {
        using var account = _profile.Open("a", MemoryTier.Arena);
        account.HintRefused("lock", "no");
        var snapshot = _profile.Snapshot();
        _profile.Snapshot(snapshot, withNativeHeap: true);
        var before = GC.GetAllocatedBytesForCurrentThread();

        _profile.Snapshot(snapshot, withNativeHeap: true);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Single(snapshot.Owners.ToArray());
        Assert.Single(snapshot.RefusedHints);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        using var account = _profile.Open("a", MemoryTier.Arena);
        CountALot(account);
        var before = GC.GetAllocatedBytesForCurrentThread();

        CountALot(account);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void CountALot(MemoryAccount account)
    {
        for (var i = 0; i < 1000; i++)
        {
            account.Allocated(i);
            account.Wasted(1);
            account.Freed(i);
            account.Committed(64);
            account.Fragmented(i, i);
            account.HintRefused("lock", "no");
            account.Reset();
        }
    }

    [Fact]
    public void The_native_heap_of_glibc_shows_a_block_that_was_taken()
    {
        var before = NativeHeapFigures.Read();
        if (!before.IsTold)
        {
            Assert.False(OperatingSystem.IsMacOS());
            return;
        }

        unsafe
        {
            var block = System.Runtime.InteropServices.NativeMemory.Alloc(64 << 20);
            var after = NativeHeapFigures.Read();
            System.Runtime.InteropServices.NativeMemory.Free(block);

            // Other threads of the test run may free meanwhile, but not as much.
            Assert.True(after.UsedBytes - before.UsedBytes > 48 << 20);
        }
    }

    [Fact]
    public void The_report_names_tiers_owners_sizes_and_refused_hints()
    {
        using var account = _profile.Open("world", MemoryTier.Arena);
        account.Committed(2_000_000);
        account.Allocated(1_500_000);
        account.HintRefused("huge pages", "Invalid argument");
        account.Fragmented(400_000, 300_000);

        var text = _profile.Snapshot().ToString();

        Assert.Contains("world (arena)", text, StringComparison.Ordinal);
        Assert.Contains("1.5 MB", text, StringComparison.Ordinal);
        Assert.Contains("25.0 %", text, StringComparison.Ordinal);
        Assert.Contains("refused: world: huge pages: Invalid argument (1 times)", text, StringComparison.Ordinal);
        Assert.Contains("page faults: ", text, StringComparison.Ordinal);
        var rows = text.Split('\n').Where(line => line.StartsWith("tier", StringComparison.Ordinal) || line.StartsWith("all ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal(rows[0].TrimEnd().Length, rows[1].TrimEnd().Length);
    }

    [Fact]
    public void The_JSON_holds_every_figure()
    {
        using var account = _profile.Open("world", MemoryTier.Arena);
        account.Allocated(300);
        _profile.AddLeaks([new MemoryLeak("world", 64, 300, "main", "at X")]);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            _profile.Snapshot().WriteJson(writer);
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var root = document.RootElement;

        Assert.Equal(300, root.GetProperty("total").GetProperty("current_bytes").GetInt64());
        Assert.Equal(300, root.GetProperty("tiers").GetProperty("arena").GetProperty("peak_bytes").GetInt64());
        var size = root.GetProperty("owners")[0].GetProperty("sizes")[0];
        Assert.Equal((256, 1), (size.GetProperty("from_bytes").GetInt64(), size.GetProperty("count").GetInt64()));
        Assert.True(root.GetProperty("page_faults").GetProperty("minor").GetInt64() > 0);
        Assert.Equal("at X", root.GetProperty("leaks")[0].GetProperty("stack").GetString());
        Assert.True(root.TryGetProperty("native_heap", out _));
        Assert.True(root.TryGetProperty("refused_hints", out _));
    }

    private sealed class Bump : IDerivedCounters
    {
        public long Offset { get; set; }

        public void AddTo(ref MemoryAccount.Counters counters)
        {
            counters.CurrentBytes += Offset;
            counters.TotalBytes += Offset;
        }
    }
}
