namespace TurtlGraph.Memory.Tests;

public class LastLevelCacheTests
{
    [Fact]
    public void Its_size_is_one_that_processors_have() => Assert.InRange(LastLevelCache.Bytes, 256 << 10, 4L << 30);

    [Fact]
    public void It_consists_of_whole_cache_lines() => Assert.Equal(0, LastLevelCache.Bytes % CacheLine.Size);

    [Fact]
    public void It_agrees_with_what_Linux_says()
    {
        const string path = "/sys/devices/system/cpu/cpu0/cache/index3/size";
        if (!File.Exists(path))
        {
            return;
        }

        var text = File.ReadAllText(path).Trim();
        Assert.Equal(long.Parse(text.TrimEnd('K')) << 10, LastLevelCache.Bytes);
    }
}
