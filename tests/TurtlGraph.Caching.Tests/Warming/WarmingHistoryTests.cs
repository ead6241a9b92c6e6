namespace TurtlGraph.Caching.Tests;

public sealed class WarmingHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-history-").FullName;

    private string FilePath => Path.Combine(_folder, "session.history");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_needed_soonest_comes_first_and_only_the_first_use_of_a_session_counts()
    {
        var history = new WarmingHistory();
        history.BeginSession();
        history.Note(7, 5);
        history.Note(3, 1);
        history.Note(9, 9);
        history.Note(9, 0.1);
        Assert.Equal([3UL, 7, 9], history.Order());
    }

    [Fact]
    public void A_saved_history_is_read_back_in_the_same_order()
    {
        var random = new Random(1);
        var history = new WarmingHistory();
        history.BeginSession();
        for (int i = 0; i < 1000; i++)
        {
            history.Note((ulong)random.NextInt64(), random.NextDouble() * 100);
        }

        history.Save(FilePath);
        history.Save(FilePath);
        WarmingHistory read = WarmingHistory.Load(FilePath, out string? problem);
        Assert.Null(problem);
        Assert.Equal(history.Order(), read.Order());
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_is_needed_no_more_is_forgotten_after_some_sessions_and_what_stays_does_not_fade()
    {
        var history = new WarmingHistory();
        history.Note(1, 2);
        for (int session = 0; session < 8; session++)
        {
            history.BeginSession();
            history.Note(2, 3);
        }

        Assert.Equal([2UL], history.Order());
    }

    [Fact]
    public void A_file_that_is_cut_or_changed_anywhere_gives_an_empty_history_that_says_why()
    {
        var history = new WarmingHistory();
        history.Note(1, 2);
        history.Note(2, 3);
        history.Save(FilePath);
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x40;
            File.WriteAllBytes(FilePath, i % 2 == 0 ? flipped : whole[..i]);
            WarmingHistory read = WarmingHistory.Load(FilePath, out string? problem);
            Assert.Equal(0, read.Count);
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void A_missing_file_gives_an_empty_history()
    {
        Assert.Equal(0, WarmingHistory.Load(FilePath, out string? problem).Count);
        Assert.NotNull(problem);
    }
}
