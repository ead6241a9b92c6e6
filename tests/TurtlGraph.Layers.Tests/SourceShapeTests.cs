using Xunit.Abstractions;

namespace TurtlGraph.Layers.Tests;

public sealed class SourceShapeTests(ITestOutputHelper output)
{
    [Fact]
    public void No_file_is_longer_than_the_limit()
    {
        var sources = Repository.Sources("src", "tests", "demo", "benches").ToArray();
        foreach (var line in SourceShape.TooLong(sources, SourceShape.WishedLines))
        {
            output.WriteLine($"over the wish of {SourceShape.WishedLines}: {line}");
        }

        Assert.Empty(SourceShape.TooLong(sources, SourceShape.MostLines));
    }

    [Fact]
    public void A_file_holds_one_public_type_and_is_named_after_it() =>
        Assert.Empty(SourceShape.NotNamedAfterTheirType(Repository.Sources("src", "demo")));

    [Fact]
    public void A_long_file_is_found()
    {
        var text = string.Concat(Enumerable.Repeat("// line\n", SourceShape.MostLines));

        Assert.Empty(SourceShape.TooLong([("A.cs", text)], SourceShape.MostLines));
        Assert.Single(SourceShape.TooLong([("A.cs", text + "// one more\n")], SourceShape.MostLines));
    }

    [Theory]
    [InlineData("A.cs", "public class A;\npublic enum B { }\n")]
    [InlineData("A.cs", "public sealed class B\n{\n}\n")]
    [InlineData("A.cs", "public readonly record struct B(int X);\n")]
    [InlineData("A.cs", "public unsafe ref struct B<T>\n{\n}\n")]
    [InlineData("A.cs", "public delegate void B(int x);\n")]
    [InlineData("A.cs", "public static partial class A\n{\n}\n\npublic interface IA\n{\n}\n")]
    public void A_file_with_another_type_is_found(string path, string text) =>
        Assert.Single(SourceShape.NotNamedAfterTheirType([(path, text)]));

    [Theory]
    [InlineData("src/Arena.cs", "public sealed class Arena\n{\n    public struct Mark\n    {\n    }\n}\n")]
    [InlineData("src/Arena.Growth.cs", "public sealed partial class Arena\n{\n}\n")]
    [InlineData("src/Query{T}.cs", "public readonly ref struct Query<T>\n{\n}\n")]
    [InlineData("src/Arena.cs", "internal enum Kind\n{\n}\n\npublic sealed class Arena\n{\n}\n")]
    [InlineData("src/Table.cs", "internal sealed class Row\n{\n}\n")]
    public void A_file_named_after_its_type_is_let_through(string path, string text) =>
        Assert.Empty(SourceShape.NotNamedAfterTheirType([(path, text)]));
}
