using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A runtime that was told whom to trust.</summary>
public sealed class TrustedBundleTests : IDisposable
{
    private readonly BundleSigningKey _key = BundleSigningKey.Create();
    private readonly TestWorld _world = new TestWorld().Add("a", 1000).Write();

    public void Dispose()
    {
        _key.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void A_bundle_that_a_trusted_key_signed_is_served()
    {
        BundleSigner.Sign(_world.Path, _world.Path, _key);
        using var run = new VirtualRun(_world, o => o.TrustedKeys = [_key.PublicKey]);
        AssetHandle handle = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(handle, "a", 1000);
    }

    [Fact]
    public void Opening_and_mounting_refuse_what_no_trusted_key_signed()
    {
        using var other = BundleSigningKey.Create();
        using var runtime = new AssetRuntime(new StreamingOptions { TrustedKeys = [_key.PublicKey] });
        Assert.Equal(TrustProblem.Unsigned, Assert.Throws<UntrustedBundleException>(() => runtime.Open(_world.Path)).Problem);
        BundleSigner.Sign(_world.Path, _world.Path, other);
        Assert.Equal(TrustProblem.UnknownKey, Assert.Throws<UntrustedBundleException>(() => runtime.Open(_world.Path)).Problem);
        using Bundle bundle = Bundle.Open(_world.Path);
        Assert.Equal(TrustProblem.UnknownKey, Assert.Throws<UntrustedBundleException>(() => runtime.Mount(bundle)).Problem);
        Assert.Equal(RequestResult.UnknownAsset, runtime.Request(AssetId.FromName("a"), new Demand(), out _));
    }

    [Fact]
    public void An_old_version_is_refused()
    {
        BundleSigner.Sign(_world.Path, _world.Path, _key, version: 4);
        using var runtime = new AssetRuntime(new StreamingOptions { TrustedKeys = [_key.PublicKey], MinSignedVersion = 5 });
        Assert.Equal(TrustProblem.Outdated, Assert.Throws<UntrustedBundleException>(() => runtime.Open(_world.Path)).Problem);
    }
}
