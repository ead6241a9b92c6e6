namespace TurtlGraph.Memory.Tests;

public class NodeListTests
{
    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0,2-5", 5)]
    [InlineData("1", 1)]
    [InlineData("", 1)]
    [InlineData("3-1,x,-2,5-", 1)]
    public void Nodes_are_counted_as_the_kernel_lists_them(string text, int nodes) => Assert.Equal(nodes, NodeList.Parse(text).Count);

    [Fact]
    public void Without_a_list_there_is_one_node() => Assert.Equal(1, NodeList.Read("/nonexistent/online").Count);
}
