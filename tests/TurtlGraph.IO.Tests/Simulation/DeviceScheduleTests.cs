using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.IO.Tests;

public sealed class DeviceScheduleTests
{
    private readonly record struct Arrival(double Time, double Deadline, int Length);

    [Fact]
    public void Ends_equal_those_of_a_naive_simulation_in_small_steps()
    {
        Gen<(Arrival[] Arrivals, int Channels, int LatencySteps)> cases =
            from channels in Gen.Choose(1, 4)
            from latency in Gen.Choose(0, 6)
            from arrivals in (from gap in Gen.Choose(0, 5)
                              from deadline in Gen.Choose(0, 3)
                              from length in Gen.Choose(0, 6)
                              select (gap, deadline, length)).ArrayOf()
            select (ToArrivals(arrivals), channels, latency);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(cases.ToArbitrary(), c =>
            Run(c.Arrivals, c.Channels, c.LatencySteps).SequenceEqual(Naive(c.Arrivals, c.Channels, c.LatencySteps))));
    }

    private static Arrival[] ToArrivals((int Gap, int Deadline, int Length)[] items)
    {
        double time = 0;
        return [.. items.Take(40).Select(item => new Arrival(time += item.Gap, item.Deadline, item.Length))];
    }

    private static List<(int, double)> Run(Arrival[] arrivals, int channels, int latency)
    {
        var schedule = new DeviceSchedule(new DeviceModel { Channels = channels, LatencySeconds = latency, BytesPerSecond = 1, QueueDepth = 64 });
        var ends = new List<(int, double)>();
        for (int i = 0; i < arrivals.Length; i++)
        {
            bool isNewTime = i == 0 || arrivals[i].Time != arrivals[i - 1].Time;
            if (isNewTime)
            {
                schedule.Advance(arrivals[i].Time);
            }

            schedule.Add(i, arrivals[i].Deadline, arrivals[i].Length);
            if (i == arrivals.Length - 1 || arrivals[i + 1].Time != arrivals[i].Time)
            {
                schedule.Advance(arrivals[i].Time);
            }
        }

        schedule.Advance(1e6);
        double end = schedule.NextEnd;
        while (schedule.TryTakeEnded(out int slot))
        {
            ends.Add((slot, end));
            end = schedule.NextEnd;
        }

        return ends;
    }

    // All times are whole numbers: at each step reads end, arrive and start, in this order.
    private static List<(int, double)> Naive(Arrival[] arrivals, int channels, int latency)
    {
        var waiting = new List<int>();
        var serving = new List<(int Slot, double End)>();
        var ends = new List<(int, double)>();
        double pipeFree = 0;
        int next = 0;
        for (double now = 0; ends.Count < arrivals.Length; now++)
        {
            FreeChannels(now);
            StartWaiting(now);
            bool arrived = false;
            while (next < arrivals.Length && arrivals[next].Time == now)
            {
                waiting.Add(next++);
                arrived = true;
            }

            if (arrived)
            {
                StartWaiting(now);
            }
        }

        return ends;

        void FreeChannels(double now)
        {
            foreach ((int slot, double end) in serving.Where(s => s.End <= now).ToList())
            {
                ends.Add((slot, end));
                serving.Remove((slot, end));
            }
        }

        void StartWaiting(double now)
        {
            while (waiting.Count > 0 && serving.Count < channels)
            {
                int slot = waiting.OrderBy(w => arrivals[w].Deadline).First();
                waiting.Remove(slot);
                pipeFree = Math.Max(now + latency, pipeFree) + arrivals[slot].Length;
                serving.Add((slot, pipeFree));
                FreeChannels(now);
            }
        }
    }
}
