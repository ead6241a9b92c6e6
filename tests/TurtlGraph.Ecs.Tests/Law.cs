using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Ecs.Tests;

/// <summary>Checks a law for random sequences of numbers, each number deciding one step; failing sequences are cut shorter.</summary>
internal static class Law
{
    public static void HoldsForSteps(int tests, int maxSteps, Action<int[]> body)
    {
        var steps = from length in Gen.Choose(0, maxSteps)
                    from values in Gen.Choose(0, int.MaxValue).ArrayOf(length)
                    select values;
        var law = Prop.ForAll(Arb.From(steps, Shorter), body);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), law);
    }

    private static IEnumerable<int[]> Shorter(int[] steps)
    {
        for (var part = steps.Length / 2; part > 0; part /= 2)
        {
            for (var start = 0; start + part <= steps.Length; start += part)
            {
                yield return [.. steps[..start], .. steps[(start + part)..]];
            }
        }
    }
}
