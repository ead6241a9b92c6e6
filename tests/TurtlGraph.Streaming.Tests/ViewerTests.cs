using System.Numerics;

namespace TurtlGraph.Streaming.Tests;

public class ViewerTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("spatial")]
    public void A_viewer_that_makes_no_sense_is_taken_as_a_default_one(string predictor)
    {
        using TestWorld world = new TestWorld().AddMany("a", 10, 1000).Write();
        using var run = new VirtualRun(world, o => o.Predictor = predictor);
        AssetHandle handle = run.Request("a3");
        Viewer[] senseless = [default, new Viewer(new Vector3(float.NaN), new Vector3(float.PositiveInfinity), float.NaN, -5)];
        for (int frame = 0; frame < 30; frame++)
        {
            run.Runtime.Update(senseless, VirtualRun.FrameSeconds);
            run.Clock.Advance(VirtualRun.FrameSeconds);
        }

        run.AssertServes(handle, "a3", 1000);
    }
}
