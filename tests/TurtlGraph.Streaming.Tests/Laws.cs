using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Runs a law over random inputs.</summary>
internal static class Laws
{
    public static void Check(this Property law, int runs) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), law);
}
