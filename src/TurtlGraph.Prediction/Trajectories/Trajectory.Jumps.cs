using System.Numerics;

namespace TurtlGraph.Prediction;

public sealed partial class Trajectory
{
    private const int Neighbours = 8;
    private const double SpeedFactor = 3;
    private const double GapFactor = 10;

    private static bool[] FindJumps(TrajectorySample[] samples, TrajectoryOptions options)
    {
        int intervals = samples.Length - 1;
        var jumps = new bool[samples.Length];
        var seconds = new double[intervals];
        var speeds = new double[intervals];
        for (int i = 0; i < intervals; i++)
        {
            seconds[i] = samples[i + 1].Time - samples[i].Time;
            speeds[i] = Vector3.Distance(samples[i].Position, samples[i + 1].Position) / Math.Max(seconds[i], 1e-9);
        }

        double longest = Math.Max(options.GapSeconds, GapFactor * Median(seconds));
        for (int i = 0; i < intervals; i++)
        {
            jumps[i] = seconds[i] <= 0 || seconds[i] > longest
                || (speeds[i] > options.TeleportSpeed && speeds[i] > SpeedFactor * MedianAround(speeds, i));
        }

        return jumps;
    }

    private static double MedianAround(double[] values, int index)
    {
        int first = Math.Max(0, index - Neighbours);
        int last = Math.Min(values.Length - 1, index + Neighbours);
        return Median([.. values[first..index], .. values[(index + 1)..(last + 1)]]);
    }

    private static double Median(double[] values)
    {
        if (values.Length == 0)
        {
            return 0;
        }

        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
