namespace TurtlGraph.Memory.Tests;

public unsafe class ThreadArenasTests
{
    private static readonly ArenaOptions Small = new() { Name = "worker", MaxBytes = 4 << 20, CommitStepBytes = 64 << 10 };

    [Fact]
    public void Memory_of_different_threads_never_overlaps()
    {
        const int Threads = 12;
        using var arenas = new ThreadArenas(Small);
        using var gate = new Barrier(Threads);
        var pieces = new List<(nint Start, int Bytes, byte Fill)>[Threads];
        OnThreads(Threads, thread =>
        {
            var mine = pieces[thread] = [];
            gate.SignalAndWait();
            for (var i = 0; i < 2000; i++)
            {
                var bytes = 1 + ((i * 37) % 700);
                var memory = arenas.Current.Allocate(bytes);
                new Span<byte>(memory, bytes).Fill((byte)thread);
                mine.Add(((nint)memory, bytes, (byte)thread));
            }

            gate.SignalAndWait();
        });
        Assert.Equal(Threads, arenas.Count);
        var all = pieces.SelectMany(each => each).OrderBy(piece => piece.Start).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            Assert.Equal(-1, new Span<byte>((void*)all[i].Start, all[i].Bytes).IndexOfAnyExcept(all[i].Fill));
            Assert.True(i == 0 || all[i - 1].Start + all[i - 1].Bytes <= all[i].Start);
        }
    }

    [Fact]
    public void A_thread_has_one_arena_and_another_thread_another_one()
    {
        using var arenas = new ThreadArenas(Small);
        var mine = arenas.Current;
        Assert.Same(mine, arenas.Current);
        Arena? other = null;
        OnThreads(1, _ => other = arenas.Current);
        Assert.NotSame(mine, other);
    }

    [Fact]
    public void An_ended_thread_leaves_its_arena_emptied_to_the_next_one()
    {
        using var arenas = new ThreadArenas(Small, maxThreads: 1);
        for (var i = 0; i < 5; i++)
        {
            OnThreads(1, _ =>
            {
                Assert.Equal(0, arenas.Current.Used);
                arenas.Current.Scope();
                arenas.Current.Allocate(1000);
            });
        }

        Assert.Equal(1, arenas.Count);
    }

    [Fact]
    public void More_living_threads_than_allowed_are_refused_until_one_releases_its_arena()
    {
        using var arenas = new ThreadArenas(Small, maxThreads: 1);
        arenas.Current.Allocate(100);
        var refused = false;
        OnThreads(1, _ => refused = Record.Exception(() => arenas.Current) is ArenaExhaustedException);
        Assert.True(refused);
        arenas.Release();
        arenas.Release();
        OnThreads(1, _ => Assert.Equal(0, arenas.Current.Used));
        Assert.Equal(1, arenas.Count);
    }

    [Fact]
    public void An_arena_is_on_the_node_its_thread_runs_on()
    {
        var pages = new RefusingPages { Nodes = 3 };
        using var arenas = new ThreadArenas(Small, maxThreads: 2, pages);
        foreach (var node in (int[])[2, 1, 1, 0])
        {
            OnThreads(1, _ =>
            {
                pages.MoveTo(node);
                arenas.Current.Allocate(1);
                arenas.Current.Trim();
            });
        }

        // The third thread takes over the arena of the second, with its memory; the fourth needs one of its own node.
        Assert.Equal([2, 1, 0], pages.PreferredNodes);
        Assert.Equal(2, arenas.Count);
    }

    [Fact]
    public void Disposing_the_owner_disposes_all_arenas()
    {
        var profile = new MemoryProfile();
        var arenas = new ThreadArenas(Small with { Profile = profile });
        var mine = arenas.Current;
        mine.Allocate(1);
        OnThreads(3, _ => arenas.Current.Allocate(1));
        Assert.True(profile.CommittedBytes > 0);
        arenas.Dispose();
        arenas.Dispose();
        Assert.Equal(0, profile.CommittedBytes);
        Assert.Throws<ObjectDisposedException>(() => mine.TryAllocate(1, out _));
        Assert.Throws<ObjectDisposedException>(() => arenas.Current);
    }

    /// <summary>Runs the body on threads of their own and hands on what one of them threw.</summary>
    private static void OnThreads(int count, Action<int> body)
    {
        Exception? thrown = null;
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            thrown = Record.Exception(() => body(number)) ?? thrown;
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(thrown);
    }
}
