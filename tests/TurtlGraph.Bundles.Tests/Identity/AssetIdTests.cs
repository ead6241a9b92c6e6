namespace TurtlGraph.Bundles.Tests;

public sealed class AssetIdTests
{
    /// <summary>Published XXH64 values for seed 0.</summary>
    [Theory]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void An_id_is_the_published_xxh64_of_the_name(string name, ulong expected) =>
        Assert.Equal(expected, AssetId.FromName(name).Value);

    [Fact]
    public void Separators_and_a_leading_dot_do_not_change_an_id()
    {
        AssetId id = AssetId.FromName("textures/stone.png");
        Assert.Equal(id, AssetId.FromName("textures\\stone.png"));
        Assert.Equal(id, AssetId.FromName("./textures/stone.png"));
        Assert.NotEqual(id, AssetId.FromName("textures/Stone.png"));
    }

    [Fact]
    public void Names_of_any_length_and_script_have_one_id()
    {
        foreach (int length in new[] { 1, 3, 7, 31, 32, 33, 169, 170, 171, 500, 5000 })
        {
            string name = new('ä', length);
            Assert.Equal(AssetId.FromUtf8(System.Text.Encoding.UTF8.GetBytes(name)), AssetId.FromName(name));
        }
    }

    [Fact]
    public void No_name_has_the_id_of_none() => Assert.NotEqual(AssetId.None, AssetId.FromName(""));

    [Fact]
    public void Making_an_id_allocates_nothing()
    {
        AssetId.FromName("warm");
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssetId.FromName("library/trees/oak/oak_3.spm");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
