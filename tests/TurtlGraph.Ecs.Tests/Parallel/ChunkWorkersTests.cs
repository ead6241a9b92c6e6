namespace TurtlGraph.Ecs.Tests;

public class ChunkWorkersTests
{
    private struct Increment : IChunkJob
    {
        public int Chunks;

        public void Run(in Chunk chunk, int worker)
        {
            foreach (ref var health in chunk.Span<Health>())
            {
                health.Value++;
            }

            Interlocked.Increment(ref Chunks);
        }
    }

    private readonly struct NoteWorker : IChunkJob
    {
        public void Run(in Chunk chunk, int worker) => chunk.Span<Health>().Fill(new Health(worker));
    }

    private readonly struct FailOnce : IChunkJob
    {
        public void Run(in Chunk chunk, int worker)
        {
            if (worker == 1)
            {
                throw new InvalidOperationException("as told");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_chunk_is_worked_on_once(int count)
    {
        using var world = MakeWorld();
        using var workers = new ChunkWorkers(count);
        var query = world.Query(new QueryDescription().All<Health>());
        var job = new Increment();
        for (var round = 1; round <= 20; round++)
        {
            workers.Run(query, ref job);
            Assert.Equal(round * query.ChunkCount(), job.Chunks);
        }

        foreach (ref readonly var chunk in query)
        {
            Assert.Equal(-1, chunk.Span<Health>().IndexOfAnyExcept(new Health(20)));
        }
    }

    [Fact]
    public void The_division_is_even_contiguous_and_always_the_same()
    {
        using var world = MakeWorld();
        using var workers = new ChunkWorkers(3);
        var query = world.Query(new QueryDescription().All<Health>());
        var first = Workers(world, workers, query);
        Assert.Equal(first.Order(), first);
        Assert.Equal([0, 1, 2], first.Distinct());
        foreach (var group in first.GroupBy(worker => worker))
        {
            Assert.InRange(group.Count(), first.Count / 3, (first.Count / 3) + 1);
        }

        Assert.Equal(first, Workers(world, workers, query));
    }

    [Fact]
    public void An_empty_query_is_no_work()
    {
        using var world = new World();
        using var workers = new ChunkWorkers(2);
        var job = new Increment();
        workers.Run(world.Query(new QueryDescription()), ref job);
        Assert.Equal(0, job.Chunks);
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_workers_go_on()
    {
        using var world = MakeWorld();
        using var workers = new ChunkWorkers(2);
        var query = world.Query(new QueryDescription().All<Health>());
        var failing = new FailOnce();
        Assert.Throws<InvalidOperationException>(() => workers.Run(query, ref failing));
        var job = new Increment();
        workers.Run(query, ref job);
        Assert.Equal(query.ChunkCount(), job.Chunks);
    }

    [Fact]
    public void Disposed_workers_refuse_work()
    {
        using var world = MakeWorld();
        var workers = new ChunkWorkers(2);
        workers.Dispose();
        workers.Dispose();
        var job = new Increment();
        Assert.Throws<ObjectDisposedException>(() => workers.Run(world.Query(new QueryDescription()), ref job));
    }

    [Fact]
    public void A_run_makes_no_garbage_once_warm()
    {
        using var world = MakeWorld();
        using var workers = new ChunkWorkers(2);
        var query = world.Query(new QueryDescription().All<Health>());
        var job = new Increment();
        for (var i = 0; i < 20; i++)
        {
            workers.Run(query, ref job);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            workers.Run(query, ref job);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static World MakeWorld()
    {
        var world = new World(new WorldOptions { ChunkBytes = 1024, LargestChunkBytes = 1024 });
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Health>()), new Entity[3000]);
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Health, Wide>()), new Entity[500]);
        world.CreateMany(world.Archetype(ArchetypeDescription.Of<Place>()), new Entity[500]);
        return world;
    }

    private static List<int> Workers(World world, ChunkWorkers workers, Query query)
    {
        var job = new NoteWorker();
        workers.Run(query, ref job);
        var order = new List<int>();
        foreach (ref readonly var chunk in query)
        {
            order.Add(chunk.Span<Health>()[0].Value);
        }

        Assert.Equal(3500, query.Count());
        Assert.Equal(4000, world.Count);
        return order;
    }
}
