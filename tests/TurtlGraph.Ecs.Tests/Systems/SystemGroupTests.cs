namespace TurtlGraph.Ecs.Tests;

public class SystemGroupTests
{
    private delegate void Body(ref Frame frame);

    private sealed class Lambda(Body body) : ISystem
    {
        public void Run(ref Frame frame) => body(ref frame);
    }

    [Fact]
    public void Systems_run_in_order_and_are_told_of_the_frame()
    {
        using var world = new World();
        using var group = new SystemGroup(world, new ManualClock());
        var log = new List<string>();
        group.Add("a", new Lambda((ref Frame frame) => log.Add($"a{frame.Number} {frame.Time} {frame.DeltaTime}")));
        group.Add("b", new Lambda((ref Frame frame) => log.Add($"b{frame.Number} {ReferenceEquals(frame.World, world)}")));
        group.Run(0.5);
        group.Run(0.25);
        Assert.Equal(["a0 0.5 0.5", "b0 True", "a1 0.75 0.25", "b1 True"], log);
        Assert.Equal(2, group.Frames);
        Assert.Equal(0.75, group.Time);
    }

    [Fact]
    public void Commands_are_played_back_before_the_next_system()
    {
        using var world = new World();
        using var group = new SystemGroup(world);
        var seen = -1;
        group.Add("make", new Lambda((ref Frame frame) => frame.Commands.Create()));
        group.Add("look", new Lambda((ref Frame frame) => seen = frame.World.Count));
        group.Run(0);
        Assert.Equal(1, seen);
    }

    [Fact]
    public void Times_are_measured_by_system()
    {
        using var world = new World();
        var clock = new ManualClock();
        using var group = new SystemGroup(world, clock);
        group.Add("slow", new Lambda((ref Frame frame) => clock.Advance(frame.Number == 0 ? 300 : 100)));
        group.Add("fast", new Lambda((ref Frame _) => clock.Advance(10)));
        group.Run(0);
        group.Run(0);
        var slow = group.Statistics[0];
        Assert.Equal("slow", slow.Name);
        Assert.Equal(2, slow.Runs);
        Assert.Equal(TimeSpan.FromMicroseconds(100), slow.Last);
        Assert.Equal(TimeSpan.FromMicroseconds(200), slow.Mean);
        Assert.Equal(TimeSpan.FromMicroseconds(300), slow.Max);
        Assert.Equal(TimeSpan.FromMicroseconds(10), group.Statistics[1].Max);
        group.ResetStatistics();
        Assert.Equal(0, slow.Runs);
        Assert.Equal(TimeSpan.Zero, slow.Mean);
    }

    [Fact]
    public void The_budget_is_shared_by_weight_and_unused_time_is_passed_on()
    {
        using var world = new World();
        var clock = new ManualClock();
        using var group = new SystemGroup(world, clock);
        var shares = new List<double>();
        void Add(string name, double weight, int uses) => group.Add(
            name,
            new Lambda((ref Frame frame) =>
            {
                shares.Add(frame.TimeLeft.TotalMicroseconds);
                clock.Advance(uses);
            }),
            weight);
        Add("half", 2, uses: 100);
        Add("quarter", 1, uses: 500);
        Add("last", 1, uses: 0);
        group.Run(0, TimeSpan.FromMicroseconds(1000));

        // 2/4 of 1000; then 1/2 of the 900 left; then all of the 400 left.
        Assert.Equal([500, 450, 400], shares);
        Assert.Equal([0, 1, 0], group.Statistics.Select(system => system.Overran));
    }

    [Fact]
    public void After_an_overrun_the_following_systems_have_no_time()
    {
        using var world = new World();
        var clock = new ManualClock();
        using var group = new SystemGroup(world, clock);
        var up = false;
        group.Add("greedy", new Lambda((ref Frame _) => clock.Advance(5000)));
        group.Add("poor", new Lambda((ref Frame frame) => up = frame.TimeIsUp && frame.TimeLeft == TimeSpan.Zero));
        group.Run(0, TimeSpan.FromMicroseconds(1000));
        Assert.True(up);
    }

    [Fact]
    public void A_system_that_does_not_finish_goes_on_in_the_next_frame()
    {
        using var world = new World();
        var clock = new ManualClock();
        using var group = new SystemGroup(world, clock);
        var cursor = 0;
        group.Add("sliced", new Lambda((ref Frame frame) =>
        {
            while (cursor < 25 && !frame.TimeIsUp)
            {
                cursor++;
                clock.Advance(10);
            }

            if (cursor < 25)
            {
                frame.CarryOver();
            }
        }));
        group.Run(0, TimeSpan.FromMicroseconds(100));
        Assert.Equal(10, cursor);
        group.Run(0, TimeSpan.FromMicroseconds(100));
        group.Run(0, TimeSpan.FromMicroseconds(100));
        Assert.Equal(25, cursor);
        Assert.Equal(2, group.Statistics[0].CarriedOver);
    }

    [Fact]
    public void Without_a_budget_time_is_never_up()
    {
        using var world = new World();
        var clock = new ManualClock();
        using var group = new SystemGroup(world, clock);
        var ok = false;
        group.Add("free", new Lambda((ref Frame frame) =>
        {
            clock.Advance(int.MaxValue);
            ok = !frame.TimeIsUp && frame.TimeLeft == TimeSpan.MaxValue;
        }));
        group.Run(0);
        Assert.True(ok);
        Assert.Equal(0, group.Statistics[0].Overran);
    }

    [Fact]
    public void A_failing_system_ends_the_frame_and_its_commands_are_dropped()
    {
        using var world = new World();
        using var group = new SystemGroup(world);
        var fail = true;
        group.Add("first", new Lambda((ref Frame frame) => frame.Commands.Create()));
        group.Add("failing", new Lambda((ref Frame frame) =>
        {
            frame.Commands.Create();
            if (fail)
            {
                throw new InvalidOperationException("as told");
            }
        }));
        Assert.Throws<InvalidOperationException>(() => group.Run(0));
        Assert.Equal(1, world.Count);
        fail = false;
        group.Run(0);
        Assert.Equal(3, world.Count);
    }

    [Fact]
    public void Names_are_unique_and_weights_positive()
    {
        using var world = new World();
        using var group = new SystemGroup(world);
        var system = new Lambda((ref Frame _) => { });
        group.Add("one", system);
        Assert.Throws<ArgumentException>(() => group.Add("one", system));
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Add("two", system, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Add("two", system, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Add("two", system, double.PositiveInfinity));
    }

    [Fact]
    public void A_frame_makes_no_garbage_once_warm()
    {
        using var world = new World();
        using var group = new SystemGroup(world);
        group.Add("churn", new Lambda((ref Frame frame) =>
        {
            var entity = frame.Commands.Create();
            frame.Commands.Add(entity, new Health(1));
            frame.Commands.Destroy(entity);
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
            }
        }));
        for (var i = 0; i < 10; i++)
        {
            group.Run(0.01, TimeSpan.FromMilliseconds(1));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            group.Run(0.01, TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
