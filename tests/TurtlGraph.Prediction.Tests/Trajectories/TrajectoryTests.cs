using System.Globalization;
using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

public sealed class TrajectoryTests
{
    [Fact]
    public void Position_and_angles_change_linearly_between_samples_and_hold_outside()
    {
        Trajectory path = Read("0,0,0,0,0,0\n2,10,4,-6,90,20\n");
        Assert.Equal(new TrajectorySample(1, new Vector3(5, 2, -3), 45, 10), path.Sample(1));
        Assert.Equal(new Vector3(0, 0, 0), path.Sample(-5).Position);
        Assert.Equal(new Vector3(10, 4, -6), path.Sample(99).Position);
        Assert.Equal((0.0, 2.0, 2.0, 2), (path.StartTime, path.EndTime, path.Duration, path.Count));
    }

    [Fact]
    public void Yaw_turns_the_short_way()
    {
        Trajectory path = Read("0,0,0,0,170\n1,0,0,0,-170\n");
        Vector3 forward = path.Sample(0.5).Forward;
        Assert.True(Vector3.Distance(forward, new Vector3(0, 0, -1)) < 1e-5f);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(90, 0, 1, 0, 0)]
    [InlineData(-90, 0, -1, 0, 0)]
    [InlineData(0, 90, 0, 1, 0)]
    public void Forward_follows_the_convention(float yaw, float pitch, float x, float y, float z)
    {
        Vector3 forward = new TrajectorySample(0, Vector3.Zero, yaw, pitch).Forward;
        Assert.True(Vector3.Distance(forward, new Vector3(x, y, z)) < 1e-6f);
    }

    [Theory]
    [InlineData("t,x,y,z\n0,1,2,3\n")]
    [InlineData("# a comment\n0,1,2,3\n")]
    [InlineData("\n\n0, 1 ,2,3\r\n\n")]
    [InlineData("\"t\",\"x\",\"y\",\"z\"\n0,1,2,3")]
    [InlineData("0.0,1e0,+2,3.000")]
    public void Headers_blanks_and_spaces_do_no_harm(string text) =>
        Assert.Equal(new Vector3(1, 2, 3), Read(text).Sample(0).Position);

    [Fact]
    public void Numbers_are_read_with_a_decimal_point_whatever_the_language()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(1.5f, Read("0,1.5,2,3").Sample(0).Position.X);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("t,x,y,z\n0,1,2\n", 2, "3 of at least 4 fields")]
    [InlineData("0,1,2,3\n1,2,x,4\n", 2, "'x'")]
    [InlineData("0,1,2,3\n1,2,,4\n", 2, "field 3")]
    [InlineData("0,1,2,3\n1,2,NaN,4\n", 2, "NaN")]
    [InlineData("0,1,2,1e99\n", 1, "1e99")]
    [InlineData("0,1,2,3\n\n5,1,2,3\n4,1,2,3\n", 4, "time")]
    [InlineData("0,1,2,3,4,5,6\n", 1, "more than 6")]
    [InlineData("t,x,y,z\n", 1, "no sample")]
    [InlineData("", 0, "no sample")]
    public void A_wrong_line_is_reported_with_file_line_and_reason(string text, int line, string reason)
    {
        var error = Assert.Throws<TrajectoryFormatException>(() => Read(text));
        Assert.Contains("path.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains($"line {line}", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_like_any_text_and_a_missing_one_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "t,x,y,z,yaw,pitch\n0.000,1,2,3,45,0\n0.100,2,2,3,45,0\n");
            Trajectory trajectory = Trajectory.Load(path);
            Assert.Equal((2, 45f), (trajectory.Count, trajectory.Samples[1].YawDegrees));
        }
        finally
        {
            File.Delete(path);
        }

        var error = Assert.ThrowsAny<IOException>(() => Trajectory.Load(path));
        Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_yaw_the_viewer_looks_where_it_goes_and_keeps_looking_there_when_it_stands()
    {
        // Stands, goes east, stands, goes south (against z).
        Trajectory path = Read("0,0,0,0\n1,0,0,0\n2,5,0,0\n3,5,0,0\n4,5,0,-5\n5,5,0,-5\n");
        Assert.Equal([90, 90, 180, 180, 180, 180], path.Samples.ToArray().Select(s => (int)MathF.Round(MathF.Abs(s.YawDegrees))));
    }

    [Fact]
    public void A_teleport_holds_then_jumps()
    {
        Trajectory path = Read("0,0,0,0,0\n1,10,0,0,0\n1.1,500,0,0,90\n2,510,0,0,90\n");
        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(path.IsJump));
        Assert.Equal(1, path.JumpCount);
        Assert.Equal(10, path.Sample(1.0999).Position.X);
        Assert.Equal(0, path.Sample(1.0999).YawDegrees);
        Assert.Equal(500, path.Sample(1.1).Position.X);
    }

    [Fact]
    public void Two_samples_of_one_time_are_a_jump_and_the_later_one_counts()
    {
        Trajectory path = Read("0,0,0,0\n1,1,0,0\n1,1.5,0,0\n2,2,0,0\n");
        Assert.True(path.IsJump(1));
        Assert.Equal(1.5f, path.Sample(1).Position.X);
    }

    [Fact]
    public void A_jet_is_no_series_of_teleports_but_its_jump_is_one()
    {
        var samples = new TrajectorySample[60];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = new TrajectorySample(i, new Vector3((i * 250) + (i >= 30 ? 5_000 : 0), 9_000, 0), 90, 0);
        }

        var path = new Trajectory(samples);
        Assert.Equal(1, path.JumpCount);
        Assert.True(path.IsJump(29));
    }

    [Fact]
    public void A_gap_holds_then_jumps_unless_all_samples_are_that_far_apart()
    {
        Assert.True(Read("0,0,0,0\n1,1,0,0\n2,2,0,0\n42,3,0,0\n43,4,0,0\n").IsJump(2));
        Assert.Equal(0, Read("0,0,0,0\n30,1,0,0\n60,2,0,0\n90,3,0,0\n").JumpCount);
    }

    [Fact]
    public void Samples_that_are_no_path_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Trajectory([]));
        Assert.Throws<ArgumentException>(() => new Trajectory([new(1, default, 0, 0), new(0, default, 0, 0)]));
    }

    [Fact]
    public void The_oracle_tells_what_will_be_needed_and_does_not_dream_between_the_ends_of_a_teleport()
    {
        using SpatialIndex index = new([0, 250, 500], [0, 0, 0], [20, 20, 20], [1, 1, 1]);
        var oracle = new TrajectoryOracle(Read("0,0,0,0,0\n1,0,0,0,0\n2,500,0,0,0\n3,500,0,0,0\n"));
        var need = new NeedVolume(50, 90);
        var found = new int[3];

        Assert.Equal(500, oracle.PoseAt(0.5, 1.5).Position.X);
        Assert.Equal(1, oracle.QueryNeeded(index, need, 0.5, 1.0, found));
        Assert.Equal(0, found[0]);
        Assert.Equal(1, oracle.QueryNeeded(index, need, 0.5, 1.5, found));
        Assert.Equal(2, found[0]);
    }

    private static Trajectory Read(string text)
    {
        using var reader = new StringReader(text);
        return Trajectory.Read(reader, "path.csv");
    }
}
