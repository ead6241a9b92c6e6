using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming.Tests;

public sealed class MemoryTiersTests
{
    [Theory]
    [InlineData(TierContent.Cold)]
    [InlineData(TierContent.TimeSensitive)]
    [InlineData(TierContent.Hot)]
    public void Every_kind_of_content_comes_back_byte_for_byte(TierContent content)
    {
        using CompressedTier tier = MemoryTiers.Compressed(4 << 20);
        byte[] bytes = TestWorld.ContentOf("asset", 100_000);
        Assert.True(tier.TryAdd(1, bytes, content));
        var read = new byte[bytes.Length];
        Assert.Equal(TierRead.Ok, tier.TryRead(1, read));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void A_machine_without_the_codecs_keeps_bytes_as_they_are()
    {
        using CompressedTier tier = MemoryTiers.Compressed(4 << 20, new CodecRegistry());
        Assert.True(tier.TryAdd(1, new byte[100_000]));
        Assert.InRange(tier.Figures.StoredBytes, 100_000, 100_100);
    }
}
