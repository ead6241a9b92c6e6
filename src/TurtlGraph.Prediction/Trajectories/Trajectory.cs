using System.Numerics;

namespace TurtlGraph.Prediction;

/// <summary>
/// A recorded path of a viewer: samples in the order of time, straight movement between them, and jumps where the record
/// has a gap or a teleport. Immutable; any thread may read.
/// </summary>
/// <remarks>
/// Between two samples position, yaw (the short way) and pitch change linearly. Across a jump nothing is interpolated: the
/// earlier sample holds until the time of the later one. A jump is: two samples of one time; a distance that implies more
/// than <see cref="TrajectoryOptions.TeleportSpeed"/> and more than three times the median speed of the eight intervals on
/// either side; an interval longer than <see cref="TrajectoryOptions.GapSeconds"/> and than ten times the median interval.
/// </remarks>
public sealed partial class Trajectory
{
    private readonly TrajectorySample[] _samples;
    private readonly bool[] _jumps;

    /// <summary>Creates a trajectory from samples, at least one, whose times do not decrease.</summary>
    /// <exception cref="ArgumentException">There is no sample, or a time decreases.</exception>
    public Trajectory(ReadOnlySpan<TrajectorySample> samples, TrajectoryOptions? options = null)
    {
        if (samples.IsEmpty)
        {
            throw new ArgumentException("A trajectory has at least one sample.", nameof(samples));
        }

        for (int i = 1; i < samples.Length; i++)
        {
            if (!(samples[i].Time >= samples[i - 1].Time))
            {
                throw new ArgumentException($"The times of a trajectory do not decrease, but sample {i} at {samples[i].Time} s follows {samples[i - 1].Time} s.", nameof(samples));
            }
        }

        options ??= new TrajectoryOptions();
        options.Validate();
        _samples = samples.ToArray();
        _jumps = FindJumps(_samples, options);
    }

    /// <summary>Number of samples.</summary>
    public int Count => _samples.Length;

    /// <summary>The samples as recorded.</summary>
    public ReadOnlySpan<TrajectorySample> Samples => _samples;

    /// <summary>Time of the first sample in seconds.</summary>
    public double StartTime => _samples[0].Time;

    /// <summary>Time of the last sample in seconds.</summary>
    public double EndTime => _samples[^1].Time;

    /// <summary>Seconds from the first to the last sample.</summary>
    public double Duration => EndTime - StartTime;

    /// <summary>Number of jumps.</summary>
    public int JumpCount => _jumps.AsSpan().Count(true);

    /// <summary>Whether the interval from sample <paramref name="sample"/> to the next is a jump; false after the last.</summary>
    public bool IsJump(int sample) => _jumps[sample];

    /// <summary>Where the viewer is at a time; the first sample before the start and the last after the end.</summary>
    public TrajectorySample Sample(double time)
    {
        int index = LastAt(time);
        if (index < 0)
        {
            return _samples[0] with { Time = time };
        }

        ref readonly TrajectorySample earlier = ref _samples[index];
        if (index == _samples.Length - 1 || _jumps[index])
        {
            return earlier with { Time = time };
        }

        ref readonly TrajectorySample later = ref _samples[index + 1];
        float share = (float)((time - earlier.Time) / (later.Time - earlier.Time));
        float turn = MathF.IEEERemainder(later.YawDegrees - earlier.YawDegrees, 360);
        return new TrajectorySample(
            time,
            Vector3.Lerp(earlier.Position, later.Position, share),
            earlier.YawDegrees + (turn * share),
            earlier.PitchDegrees + ((later.PitchDegrees - earlier.PitchDegrees) * share));
    }

    /// <summary>Index of the last sample not after <paramref name="time"/>, -1 when all are.</summary>
    private int LastAt(double time)
    {
        int low = 0;
        int high = _samples.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_samples[middle].Time <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
