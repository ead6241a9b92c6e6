using System.Text.Json;

namespace TurtlGraph.Cli.Tests;

/// <summary>A folder of its own in which a test runs the tool as a process would, with its output captured.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace()
    {
        Root = Directory.CreateTempSubdirectory("turtl-cli-").FullName;
    }

    public string Root { get; }

    public string this[string path] => Path.Combine(Root, path);

    public static ToolResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = TurtlApp.Run(args, new Terminal(output, error));
        return new ToolResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed and parses its whole output as one document.</summary>
    public static JsonElement Json(params string[] args)
    {
        var result = Run([.. args, "--json"]);
        Assert.True(result.Code == 0, result.Error);
        return result.Document();
    }

    public string File(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        System.IO.File.WriteAllBytes(this[path], bytes);
        return this[path];
    }

    public string File(string path, string text) => File(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A folder with text that compresses, noise that does not, an empty file, one larger than a block, and odd names.</summary>
    public string Assets()
    {
        var random = new Random(7);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        File("assets/readme.txt", string.Concat(Enumerable.Repeat("the same line again\n", 2000)));
        File("assets/textures/noise.png", noise);
        File("assets/textures/copy of noise.png", noise);
        File("assets/models/empty.obj", "");
        File("assets/models/ünïcode.obj", "v 1 2 3");
        var large = new byte[700_000];
        random.NextBytes(large.AsSpan(0, 350_000));
        File("assets/audio/long.ogg", large);
        return this["assets"];
    }

    public string Pack(string name = "world.turtl", params string[] options)
    {
        var result = Run(["pack", Assets(), "-o", this[name], .. options]);
        Assert.True(result.Code == 0, result.Error);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
