using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

public sealed class WallTests
{
    [Fact]
    public void A_project_references_only_what_the_design_allows() =>
        Assert.Empty(ProjectWalls.Offenders(Repository.Projects));

    [Fact]
    public void References_stand_in_project_files_alone() =>
        Assert.DoesNotContain(
            Repository.BuildFiles(),
            file => !file.Path.EndsWith(".csproj", StringComparison.Ordinal) && file.Text.Contains("ProjectReference", StringComparison.Ordinal));

    [Fact]
    public void Libraries_use_no_package() =>
        Assert.Empty(Repository.Libraries.SelectMany(project => project.Packages, (project, package) => $"{project.Path} uses {package}"));

    [Fact]
    public void Internals_are_open_only_to_tests_and_benchmarks() =>
        Assert.Empty(ProjectWalls.OpenInternals([.. Repository.BuildFiles(), .. Repository.Sources("src", "demo", "benches")]));

    [Fact]
    public void Every_library_of_the_design_but_the_later_ones_is_found()
    {
        var names = Repository.Libraries.Select(project => project.Name).ToHashSet();

        Assert.Superset(
            new HashSet<string> { "TurtlGraph.Memory", "TurtlGraph.Ecs", "TurtlGraph.Bundles", "TurtlGraph.IO", "TurtlGraph.Caching", "TurtlGraph.Prediction", "TurtlGraph.Streaming" },
            names);
    }

    [Theory]
    [InlineData("src/TurtlGraph.Memory", "TurtlGraph.Ecs")]
    [InlineData("src/TurtlGraph.Bundles", "TurtlGraph.IO")]
    [InlineData("src/TurtlGraph.Caching", "TurtlGraph.Streaming")]
    [InlineData("src/TurtlGraph.Redis", "TurtlGraph.Streaming")]
    [InlineData("src/TurtlGraph.Cli", "Flythrough")]
    [InlineData("src/TurtlGraph.Unknown", "TurtlGraph.Memory")]
    [InlineData("demo/Flythrough", "TurtlGraph.Cli")]
    [InlineData("tests/TurtlGraph.Ecs.Tests", "TurtlGraph.IO.Tests")]
    public void A_reference_over_a_wall_is_found(string project, string reference)
    {
        var file = Project(project, $"""<ProjectReference Include="..\x\{reference}.csproj" />""");

        Assert.Contains(ProjectWalls.Offenders([file]), offender => offender.Contains(file.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("src/TurtlGraph.Streaming", "TurtlGraph.Bundles")]
    [InlineData("src/TurtlGraph.Redis", "TurtlGraph.Caching")]
    [InlineData("src/TurtlGraph.Cli", "TurtlGraph.Redis")]
    [InlineData("tests/TurtlGraph.Ecs.Tests", "TurtlGraph.Ecs")]
    public void An_allowed_reference_is_let_through(string project, string reference) =>
        Assert.Empty(ProjectWalls.Offenders([Project(project, $"""<ProjectReference Include="../x/{reference}.csproj" />""")]));

    [Fact]
    public void A_file_taken_from_another_project_is_found() =>
        Assert.Single(ProjectWalls.Offenders([Project("src/TurtlGraph.Ecs", """<Compile Include="../TurtlGraph.IO/IByteSource.cs" />""")]));

    [Theory]
    [InlineData("src/TurtlGraph.Ecs/A.csproj", """<InternalsVisibleTo Include="Flythrough" />""")]
    [InlineData("src/TurtlGraph.Ecs/A.cs", """[assembly: InternalsVisibleTo("TurtlGraph.Streaming")]""")]
    [InlineData("demo/Flythrough/Flythrough.csproj", """<InternalsVisibleTo Include="TurtlGraph.Benchmarks" />""")]
    public void Opened_internals_are_found(string path, string text) =>
        Assert.Single(ProjectWalls.OpenInternals([(path, text)]));

    [Theory]
    [InlineData("""<InternalsVisibleTo Include="$(MSBuildProjectName).Tests" />""")]
    [InlineData("""<InternalsVisibleTo Include="TurtlGraph.Benchmarks" />""")]
    public void Internals_open_to_tests_are_let_through(string text) =>
        Assert.Empty(ProjectWalls.OpenInternals([("src/Directory.Build.props", text)]));

    private static ProjectFile Project(string folder, string item) => ProjectFile.Parse(
        $"{folder}/{Path.GetFileName(folder)}.csproj", XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>"));
}
