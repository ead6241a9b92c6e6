namespace TurtlGraph.Streaming.Tests;

public class UrgencyBoundTests
{
    private const int Mixed = UrgencyBound.OrNearer;

    [Theory]
    [InlineData(-1, Urgency.High, Urgency.High)]
    [InlineData((int)Urgency.Low, Urgency.Critical, Urgency.Low)]
    [InlineData((int)Urgency.Critical, Urgency.Low, Urgency.Critical)]
    [InlineData(Mixed + (int)Urgency.Low, Urgency.High, Urgency.High)]
    [InlineData(Mixed + (int)Urgency.High, Urgency.Low, Urgency.High)]
    public void A_fixed_urgency_counts_alone_and_beside_distance_the_stronger_of_both(int bound, Urgency byDistance, Urgency expected) =>
        Assert.Equal(expected, UrgencyBound.Resolve(bound, byDistance));
}
