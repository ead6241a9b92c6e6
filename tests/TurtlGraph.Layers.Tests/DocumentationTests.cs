using System.Reflection;
using System.Xml.Linq;

namespace TurtlGraph.Layers.Tests;

public sealed class DocumentationTests
{
    public static TheoryData<string> Libraries => new(Repository.Libraries.Select(project => project.Name));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_documents_all_that_it_shows(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, name);
        Assert.True(File.Exists(file + ".dll"), $"{name}.dll is not beside the tests; reference the project");
        Assert.True(File.Exists(file + ".xml"), $"{name} has no documentation file; set GenerateDocumentationFile");

        Assert.Empty(PublicSurface.Undocumented(Assembly.LoadFrom(file + ".dll").GetExportedTypes(), XDocument.Load(file + ".xml")));
    }

    [Fact]
    public void An_undocumented_surface_is_found_member_by_member()
    {
        var missing = PublicSurface.Undocumented(Sample, new XDocument(new XElement("doc"))).ToArray();

        Assert.Equal(Ids, missing);
    }

    [Fact]
    public void A_documented_surface_is_let_through()
    {
        var members = Ids.Select(id => new XElement("member", new XAttribute("name", id), new XElement("summary", "What it is.")));

        Assert.Empty(PublicSurface.Undocumented(Sample, new XDocument(new XElement("doc", members))));
    }

    [Fact]
    public void An_empty_summary_does_not_count()
    {
        var members = Ids.Select(id => new XElement("member", new XAttribute("name", id), new XElement("summary", " ")));

        Assert.Equal(Ids.Length, PublicSurface.Undocumented(Sample, new XDocument(new XElement("doc", members))).Count());
    }

    [Fact]
    public void A_records_parameters_may_be_documented_on_the_record()
    {
        var record = new XElement(
            "member",
            new XAttribute("name", DocumentationId.Of(typeof(SampleRecord))),
            new XElement("summary", "A record."),
            new XElement("param", new XAttribute("name", nameof(SampleRecord.Size)), "Bytes."));

        Assert.Empty(PublicSurface.Undocumented([typeof(SampleRecord)], new XDocument(new XElement("doc", record))));
    }

    private static Type[] Sample => [typeof(SampleSurface<>), typeof(SampleSurface<>.Mode)];

    private static string[] Ids =>
    [
        "E:TurtlGraph.Layers.Tests.SampleSurface`1.Changed",
        "F:TurtlGraph.Layers.Tests.SampleSurface`1.Limit",
        "F:TurtlGraph.Layers.Tests.SampleSurface`1.Mode.Fast",
        "M:TurtlGraph.Layers.Tests.SampleSurface`1.#ctor(System.Int32)",
        "M:TurtlGraph.Layers.Tests.SampleSurface`1.Fold``1(System.ReadOnlySpan{`0},``0[0:,0:],System.Int32@,System.Byte*)",
        "M:TurtlGraph.Layers.Tests.SampleSurface`1.Hook",
        "M:TurtlGraph.Layers.Tests.SampleSurface`1.op_Explicit(TurtlGraph.Layers.Tests.SampleSurface{`0})~System.Int32",
        "P:TurtlGraph.Layers.Tests.SampleSurface`1.Item(System.Int32)",
        "T:TurtlGraph.Layers.Tests.SampleSurface`1",
        "T:TurtlGraph.Layers.Tests.SampleSurface`1.Mode",
    ];
}
