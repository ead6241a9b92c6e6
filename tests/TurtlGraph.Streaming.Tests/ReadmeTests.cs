using System.Runtime.CompilerServices;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>The example in README is this very code: it compiles, runs, and stands there word for word.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_readme_runs()
    {
        using TestWorld world = new TestWorld().Add("props/rock.mesh", 4000).Write();
        var game = new Game(world.Path);
        Play(game);
        Assert.True(game.Drawn > 0);
        Assert.Equal(FailureReason.None, game.Reported);
    }

    [Fact]
    public void The_example_in_the_readme_is_this_code()
    {
        string source = File.ReadAllText(SourcePath());
        string[] lines = source.Split("// example begins\n")[1].Split("// example ends")[0].Split('\n');
        string example = string.Join('\n', lines.Select(line => line.Length >= 8 ? line[8..] : line)).Trim();
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(SourcePath())!, "..", "..", "README.md"));
        Assert.Contains(example.Replace("game.WorldPath", "\"world.turtl\"", StringComparison.Ordinal), readme.Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void Play(Game game)
    {
        // example begins
        using var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = 512L << 20 });
        runtime.Open(game.WorldPath);

        runtime.Request(AssetId.FromName("props/rock.mesh"), new Demand(), out AssetHandle rock);
        while (game.IsRunning)
        {
            double seconds = game.BeginFrame();
            runtime.Update([new Viewer(game.CameraPosition, game.CameraForward)], seconds);

            if (runtime.Status(rock) == RequestStatus.Ready && runtime.TryGet(rock, out AssetData data))
            {
                game.Draw(data.Bytes);
            }
            else if (runtime.Status(rock) == RequestStatus.Failed)
            {
                game.Report(runtime.Failure(rock));
            }
        }

        runtime.Release(rock);
        // example ends
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;

    private sealed class Game(string worldPath)
    {
        private int _frames;

        public string WorldPath { get; } = worldPath;

        public int Drawn { get; private set; }

        public FailureReason Reported { get; private set; }

        public bool IsRunning => Drawn < 3 && Reported == FailureReason.None && _frames < 2_000_000;

        public System.Numerics.Vector3 CameraPosition => default;

        public System.Numerics.Vector3 CameraForward => System.Numerics.Vector3.UnitX;

        public double BeginFrame()
        {
            _frames++;
            Thread.Yield();
            return 1.0 / 60;
        }

        public void Draw(ReadOnlySpan<byte> bytes) => Drawn += bytes.Length > 0 ? 1 : 0;

        public void Report(FailureReason reason) => Reported = reason;
    }
}
