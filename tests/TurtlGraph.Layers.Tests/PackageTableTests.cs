using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

public sealed class PackageTableTests
{
    private const string Table = """
        | package | why |
        | --- | --- |
        | `Spectre.Console` | terminal |
        | xunit, xunit.runner.visualstudio | tests |
        """;

    private static readonly string s_readme = Path.Combine(Repository.Root, "README.md");

    [Fact]
    public void Every_package_stands_in_the_readme_with_a_reason()
    {
        var packages = Repository.BuildFiles().Select(file => ProjectFile.Parse(file.Path, XDocument.Parse(file.Text))).ToArray();

        Assert.Contains(packages, project => project.Packages.Contains("xunit"));
        Assert.Empty(PackageTable.Unnamed(packages, File.ReadAllText(s_readme)));
    }

    [Fact]
    public void A_package_that_no_row_names_is_found()
    {
        var unnamed = PackageTable.Unnamed([Project("Spectre.Console", "Polly.Core", "xunit.runner.visualstudio")], Table);

        Assert.Equal(["Polly.Core, referenced by X, is in no table of README.md"], unnamed);
    }

    [Fact]
    public void A_package_named_only_in_the_reason_of_another_is_found() =>
        Assert.Single(PackageTable.Unnamed([Project("FsCheck")], "| `xunit` | goes with FsCheck |"));

    private static ProjectFile Project(params string[] packages) => ProjectFile.Parse(
        "src/X/X.csproj",
        new XDocument(new XElement("Project", packages.Select(name => new XElement("PackageReference", new XAttribute("Include", name))))));
}
