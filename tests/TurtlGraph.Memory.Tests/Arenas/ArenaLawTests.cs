namespace TurtlGraph.Memory.Tests;

public unsafe class ArenaLawTests
{
    [Theory]
    [InlineData(HugePages.None)]
    [InlineData(HugePages.Explicit)]
    public void Allocations_scopes_resets_and_trims_behave_like_the_model(HugePages hugePages) => Law.HoldsForSteps(60, 250, steps =>
    {
        var profile = new MemoryProfile();
        using var arena = new Arena(new ArenaOptions
        {
            Guards = MemoryGuards.Off,
            Name = "law", Profile = profile, MaxBytes = 4 << 20, InitialBytes = 128 << 10, CommitStepBytes = 16 << 10, HugePages = hugePages,
        });
        var model = new ArenaModel(arena, largest: 40_000);
        model.Run(steps);
        model.CheckProfile(profile.Snapshot().Owner("law", MemoryTier.Arena).Figures);
    });

    [Fact]
    public void Without_a_profile_nothing_is_counted()
    {
        var before = MemoryProfile.Process.Snapshot().Owner("uncounted", MemoryTier.Arena);
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, Name = "uncounted", Profile = null });
        arena.AllocateSpan<int>(100);
        arena.Reset();
        var after = MemoryProfile.Process.Snapshot().Owner("uncounted", MemoryTier.Arena);
        Assert.Equal((before.Figures.Allocations, before.Accounts), (after.Figures.Allocations, after.Accounts));
    }

    [Fact]
    public void Sizes_are_counted_by_class()
    {
        var profile = new MemoryProfile();
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, Name = "sizes", Profile = profile });
        foreach (var bytes in (int[])[1, 64, 100, 127, 128, 3 << 20])
        {
            arena.Allocate(bytes);
        }

        var sizes = profile.Snapshot().Owner("sizes", MemoryTier.Arena).Figures.Sizes;
        Assert.Equal((1, 3, 1, 1), (sizes[0], sizes[6], sizes[7], sizes[21]));
    }

    [Fact]
    public void What_a_disposed_arena_did_stays_in_the_profile()
    {
        var profile = new MemoryProfile();
        using (var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, Name = "gone", Profile = profile }))
        {
            arena.Allocate(1000);
        }

        var figures = profile.Snapshot().Owner("gone", MemoryTier.Arena).Figures;
        Assert.Equal((0, 0, 1000, 1, 1000), (figures.CurrentBytes, figures.CommittedBytes, figures.TotalBytes, figures.Allocations, figures.PeakBytes));
    }
}
