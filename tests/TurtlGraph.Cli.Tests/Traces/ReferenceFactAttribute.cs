namespace TurtlGraph.Cli.Tests;

/// <summary>A test that needs real traces with reference results; the variable names the folder that holds them and reference.csv.</summary>
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public const string Variable = "TURTL_TRACES";

    public ReferenceFactAttribute()
    {
        if (!File.Exists(Path.Combine(Folder, "reference.csv")))
        {
            Skip = $"{Variable} names no folder with real traces and a reference.csv";
        }
    }

    public static string Folder => Environment.GetEnvironmentVariable(Variable) ?? "";
}
