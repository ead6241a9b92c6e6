using Xunit.Abstractions;

namespace TurtlGraph.Memory.Tests;

/// <summary>What real worlds waste in a payload arena.</summary>
public class PayloadReplayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("supertuxkart", 0.70, 0.05)]
    [InlineData("supertuxkart", 0.90, 0.05)]
    [InlineData("supertuxkart", 0.97, 0.10)]
    [InlineData("flythrough", 0.70, 0.05)]
    [InlineData("flythrough", 0.90, 0.05)]
    [InlineData("flythrough", 0.97, 0.10)]
    public void A_real_world_wastes_little(string world, double fill, double most)
    {
        var result = PayloadReplay.Run(PayloadReplay.SizesOf(world), 64 << 20, fill, 20_000);
        output.WriteLine($"{world} at {fill:P0}: waste {result.Waste:P2} (rounding {result.Rounding:P2}), in use {result.InUse:P2} of {result.Ideal:P2}; "
            + $"{result.Refused:P2} of the requests refused at first; fragmentation {result.Fragmentation:F2}");
        Assert.InRange(result.Waste, 0, most);
    }
}
