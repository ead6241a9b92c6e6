using System.Diagnostics;

namespace TurtlGraph.Bundles.Tests;

/// <summary>
/// How many mutations a run tries, and what it asserts about each beside its outcome: that it ends. Every mutation has a seed of
/// its own, so one that fails repeats alone.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Nothing of what is tried takes a hundredth of it; who takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Mutations of all kinds together; a longer run sets TURTL_FUZZ_ITERATIONS.</summary>
    private static int Total { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_FUZZ_ITERATIONS"), out int iterations) ? iterations : 51_000;

    /// <summary>Where the seeds start; another TURTL_FUZZ_SEED tries other mutations.</summary>
    private static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_FUZZ_SEED"), out int seed) ? seed : 0;

    /// <summary>Mutations of one kind.</summary>
    public static int Share(int percent) => (int)((long)Total * percent / 100);

    /// <summary>Tries all mutations of a kind; a failure says which one.</summary>
    /// <param name="kind">The kind; kinds have different seeds.</param>
    /// <param name="percent">Its share of all mutations.</param>
    /// <param name="attempt">Tries the mutation of a seed.</param>
    public static void Each(int kind, int percent, Action<int, int> attempt)
    {
        for (int i = 0; i < Share(percent); i++)
        {
            int seed = unchecked((((Seed * 31) + kind) * 16_777_619) ^ i);
            long started = Stopwatch.GetTimestamp();
            try
            {
                attempt(i, seed);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Mutation {i} of kind {kind} (seed {seed}): {error.Message}", error);
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Mutation {i} of kind {kind} (seed {seed}) hangs.");
        }
    }
}
