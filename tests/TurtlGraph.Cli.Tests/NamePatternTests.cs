namespace TurtlGraph.Cli.Tests;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("a/b.png", "a/b.png", true)]
    [InlineData("a/b", "a/b/c.png", true)]
    [InlineData("a/b", "a/bc.png", false)]
    [InlineData("a/*.png", "a/b.png", true)]
    [InlineData("a/*.png", "a/b/c.png", false)]
    [InlineData("a/**.png", "a/b/c.png", true)]
    [InlineData("?.png", "ab.png", false)]
    [InlineData("a+(b).png", "a+(b).png", true)]
    [InlineData("a.png", "axpng", false)]
    [InlineData("a.png", "b/a.png", false)]
    public void A_pattern_matches_as_shells_do(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new NamePattern(pattern).Matches(name));
}
