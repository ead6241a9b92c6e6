using System.Numerics;

namespace TurtlGraph.Streaming.Tests;

/// <content>What goes before what.</content>
public partial class PriorityKernelTests
{
    private static readonly Viewer s_origin = new(Vector3.Zero, Vector3.UnitZ);

    /// <summary>Now is 100. From long late over sure to be late (the queue takes 2 s) to in time.</summary>
    private static readonly float[] s_deadlines = [1, 40, 99, 99.9f, 100, 100.1f, 101, 101.9f, 102.5f, 110, 1000, float.PositiveInfinity];

    [Fact]
    public void Of_every_pair_of_classes_and_deadlines_late_goes_first_then_the_class_then_the_earlier_deadline()
    {
        PriorityParameters parameters = Parameters();
        parameters.Waits = new Vector4(2);
        (Urgency Urgency, float Deadline, float Score)[] all =
        [
            .. from urgency in Enum.GetValues<Urgency>()
               from deadline in s_deadlines
               select (urgency, deadline, Of(urgency, deadline).Run(parameters, s_origin)),
        ];
        foreach ((Urgency urgency, float deadline, float score) in all)
        {
            foreach ((Urgency otherUrgency, float otherDeadline, float otherScore) in all)
            {
                bool isLate = deadline < 102;
                bool isOtherLate = otherDeadline < 102;
                int expected = isLate != isOtherLate ? isLate.CompareTo(isOtherLate)
                    : urgency != otherUrgency ? otherUrgency.CompareTo(urgency)
                    : isLate ? otherDeadline.CompareTo(deadline)
                    : 0;
                Assert.True(Math.Sign(score.CompareTo(otherScore)) == Math.Sign(expected), $"{urgency} by {deadline} beside {otherUrgency} by {otherDeadline}");
            }
        }
    }

    [Fact]
    public void The_time_that_reading_and_the_queue_take_makes_a_request_late_before_its_deadline()
    {
        PriorityParameters parameters = Parameters();
        parameters.SecondsPerMebibyte = 0.5f;
        Columns large = Of(Urgency.High, deadline: 103);
        large.Size[0] = 1f / (10 + 1);
        Columns small = Of(Urgency.High, deadline: 103);
        small.Size[0] = 1f / (0.1f + 1);
        Assert.True(large.Run(parameters, s_origin) >= 5, "10 MiB at 2 MiB a second are late");
        Assert.True(small.Run(parameters, s_origin) < 5, "0.1 MiB are in time");
        parameters.Waits = new Vector4(0, 4, 4, 4);
        Assert.True(small.Run(parameters, s_origin) >= 5, "behind a queue of four seconds they are late too");
        Assert.True(Of(Urgency.Critical, deadline: 103).Run(parameters, s_origin) < 5, "Critical waits for no queue");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(100)]
    public void A_class_does_not_flutter_when_the_distance_does(float limit)
    {
        Columns columns = Columns.Single(new Vector3(0, 0, limit), radius: 0);
        var random = new Random(1);
        int changes = 0;
        int before = columns.Urgency[0];
        for (int frame = 0; frame < 200; frame++)
        {
            columns.Run(new Viewer(new Vector3(0, 0, (random.NextSingle() - 0.5f) * 0.09f * limit), Vector3.UnitZ));
            changes += columns.Urgency[0] != before && frame > 0 ? 1 : 0;
            before = columns.Urgency[0];
        }

        Assert.InRange(changes, 0, 1);
        columns.Run(new Viewer(new Vector3(0, 0, -0.15f * limit), Vector3.UnitZ));
        Assert.NotEqual(before, columns.Urgency[0]);
    }

    [Fact]
    public void What_has_waited_long_enough_goes_before_any_fresh_demand_that_is_not_late()
    {
        Columns old = Columns.Single(new Vector3(0, 0, -500), radius: 0);
        old.QueuedAt[0] = 100 - 5 - 45;
        Columns fresh = Columns.Single(new Vector3(0, 0, 0.1f), radius: 0);
        fresh.Importance[0] = 1;
        Assert.True(old.Run(Parameters(), s_origin) > fresh.Run(Parameters(), s_origin));
        Assert.Equal((int)Urgency.Low, old.Urgency[0]);
    }

    [Fact]
    public void Waiting_longer_never_lowers_a_score()
    {
        float before = 0;
        for (float waited = 0; waited < 100; waited += 0.25f)
        {
            Columns columns = Columns.Single(new Vector3(0, 0, 500), radius: 0);
            columns.QueuedAt[0] = 100 - waited;
            float score = columns.Run(Parameters(), s_origin);
            Assert.True(score >= before && score < 5, $"{score} after {waited} s");
            before = score;
        }
    }

    [Fact]
    public void The_same_place_counts_for_more_inside_the_view_cone_than_outside()
    {
        var place = new Vector3(30, 0, 30);
        float inside = Columns.Single(place, radius: 0).Run(Parameters(), new Viewer(Vector3.Zero, Vector3.UnitZ, fieldOfViewDegrees: 100));
        float outside = Columns.Single(place, radius: 0).Run(Parameters(), new Viewer(Vector3.Zero, Vector3.UnitZ, fieldOfViewDegrees: 80));
        float touching = Columns.Single(place, radius: 10).Run(Parameters(), new Viewer(Vector3.Zero, Vector3.UnitZ, fieldOfViewDegrees: 80));
        Assert.True(inside > outside);
        Assert.True(touching >= inside);
    }

    [Fact]
    public void What_a_viewer_comes_nearer_to_counts_as_nearer_and_what_it_leaves_does_not()
    {
        Viewer moving = s_origin with { Velocity = new Vector3(0, 0, 100) };
        Columns ahead = Columns.Single(new Vector3(0, 0, 80), radius: 0);
        Columns behind = Columns.Single(new Vector3(0, 0, -80), radius: 0);
        ahead.Run(moving);
        behind.Run(moving);
        Assert.Equal((int)Urgency.High, ahead.Urgency[0]);
        Assert.Equal((int)Urgency.Medium, behind.Urgency[0]);
    }

    [Fact]
    public void Of_several_viewers_the_best_score_and_the_nearest_class_count()
    {
        var far = new Viewer(new Vector3(0, 0, -300), -Vector3.UnitZ);
        Columns alone = Columns.Single(new Vector3(0, 0, 20), radius: 0);
        Columns both = Columns.Single(new Vector3(0, 0, 20), radius: 0);
        float best = alone.Run(Parameters(), s_origin);
        Assert.Equal(best, both.Run(Parameters(), far, s_origin));
        Assert.Equal(1, both.ViewerOf[0]);
        Assert.Equal(alone.Urgency[0], both.Urgency[0]);
    }

    [Fact]
    public void A_prediction_that_lies_behind_goes_after_one_in_view_that_is_needed_a_little_later()
    {
        Columns behind = Columns.Single(new Vector3(0, 0, -200), radius: 0, deadline: 100.5f, waiters: 0);
        Columns inView = Columns.Single(new Vector3(0, 0, 200), radius: 0, deadline: 101, waiters: 0);
        Assert.True(inView.Run(Parameters(), s_origin) > behind.Run(Parameters(), s_origin));
    }

    private static PriorityParameters Parameters() => PriorityParameters.From(new StreamingOptions(), now: 100);

    private static Columns Of(Urgency urgency, float deadline)
    {
        Columns columns = Columns.Single(new Vector3(0, 0, 500), radius: 0, deadline: deadline);
        columns.Bound[0] = (int)urgency;
        return columns;
    }
}
