using System.Globalization;
using System.Numerics;

namespace TurtlGraph.Prediction;

public sealed partial class Trajectory
{
    private const int FewestFields = 4;
    private const int MostFields = 6;

    /// <summary>Metres a viewer must move until the direction of the movement counts as its heading.</summary>
    private const float HeadingDistance = 0.25f;

    /// <summary>
    /// Reads a CSV file <c>t,x,y,z[,yaw[,pitch]]</c>: seconds, metres with y up, degrees; numbers with a decimal point whatever
    /// the machine's language. A header line and blank lines are skipped. Without a yaw column the heading is that of the movement.
    /// </summary>
    /// <exception cref="TrajectoryFormatException">A line is wrong; the message names file, line and reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Trajectory Load(string path, TrajectoryOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using StreamReader reader = new(path);
        return Read(reader, path, options);
    }

    /// <summary>As <see cref="Load"/>, from any text; <paramref name="name"/> stands for the file in messages.</summary>
    /// <exception cref="TrajectoryFormatException">A line is wrong; the message names file, line and reason.</exception>
    public static Trajectory Read(TextReader reader, string name, TrajectoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        List<TrajectorySample> samples = [];
        bool hasYaw = false;
        bool isFirst = true;
        int line = 0;
        Span<double> values = stackalloc double[MostFields];
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (isFirst && IsHeader(text))
            {
                isFirst = false;
                continue;
            }

            isFirst = false;
            int fields = ReadFields(text, values, name, line);
            if (samples.Count > 0 && values[0] < samples[^1].Time)
            {
                throw Wrong(name, line, $"the time {values[0]} s lies before {samples[^1].Time} s of the sample above; sort the samples by time");
            }

            hasYaw |= fields > FewestFields;
            samples.Add(new TrajectorySample(
                values[0],
                new Vector3((float)values[1], (float)values[2], (float)values[3]),
                fields > FewestFields ? (float)values[FewestFields] : 0,
                fields == MostFields ? (float)values[MostFields - 1] : 0));
        }

        if (samples.Count == 0)
        {
            throw Wrong(name, line, "the file holds no sample; expected lines 't,x,y,z[,yaw[,pitch]]'");
        }

        TrajectorySample[] all = [.. samples];
        return hasYaw ? new Trajectory(all, options) : new Trajectory(WithHeadingOfMovement(all, options), options);
    }

    private static bool IsHeader(string text)
    {
        ReadOnlySpan<char> first = text.AsSpan();
        int comma = first.IndexOf(',');
        first = (comma < 0 ? first : first[..comma]).Trim().Trim('"');
        return first.Length > 0 && (char.IsLetter(first[0]) || first[0] == '#');
    }

    private static int ReadFields(string text, Span<double> values, string name, int line)
    {
        int count = 0;
        foreach (Range range in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> field = text.AsSpan()[range].Trim();
            if (count == MostFields)
            {
                throw Wrong(name, line, $"it has more than {MostFields} fields; expected 't,x,y,z[,yaw[,pitch]]'");
            }

            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out values[count])
                || !float.IsFinite((float)values[count]))
            {
                throw Wrong(name, line, $"field {count + 1} is '{field}', which is not a finite number");
            }

            count++;
        }

        return count >= FewestFields
            ? count
            : throw Wrong(name, line, $"it has {count} of at least {FewestFields} fields; expected 't,x,y,z[,yaw[,pitch]]'");
    }

    private static TrajectoryFormatException Wrong(string name, int line, string reason) =>
        new($"Trajectory '{name}', line {line}: {reason}.");

    /// <summary>Gives every sample the direction in which the viewer moves next; one that stands keeps the last direction.</summary>
    private static TrajectorySample[] WithHeadingOfMovement(TrajectorySample[] samples, TrajectoryOptions? options)
    {
        bool[] jumps = FindJumps(samples, options ?? new TrajectoryOptions());
        float yaw = 0;
        bool isKnown = false;
        for (int i = 0; i < samples.Length; i++)
        {
            int ahead = i;
            Vector3 movement = Vector3.Zero;
            while (ahead < samples.Length - 1 && !jumps[ahead] && LevelLength(movement) < HeadingDistance)
            {
                movement = samples[++ahead].Position - samples[i].Position;
            }

            if (LevelLength(movement) >= HeadingDistance)
            {
                yaw = MathF.Atan2(movement.X, movement.Z) * (180 / MathF.PI);
                if (!isKnown)
                {
                    isKnown = true;
                    FillBackwards(samples, i, yaw);
                }
            }

            samples[i] = samples[i] with { YawDegrees = yaw };
        }

        return samples;
    }

    private static void FillBackwards(TrajectorySample[] samples, int end, float yaw)
    {
        for (int i = 0; i < end; i++)
        {
            samples[i] = samples[i] with { YawDegrees = yaw };
        }
    }

    private static float LevelLength(Vector3 movement) => MathF.Sqrt((movement.X * movement.X) + (movement.Z * movement.Z));
}
