namespace TurtlGraph.Memory.Tests;

public class MemoryGuardsTests
{
    [Fact]
    public void Guards_are_off_unless_the_process_says_so()
    {
        var expected = Environment.GetEnvironmentVariable(MemoryGuards.EnvironmentVariable) == "1";
        Assert.Equal(expected, MemoryGuards.Default.Enabled);
        Assert.False(MemoryGuards.Off.Enabled);
        Assert.True(MemoryGuards.On is { Enabled: true, Poison: true, Stacks: true, GuardBytes: 64 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-64)]
    [InlineData(65)]
    public void Guards_are_whole_lines(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryGuards.On with { GuardBytes = bytes });
}
