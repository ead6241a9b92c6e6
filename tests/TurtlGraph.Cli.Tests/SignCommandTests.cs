namespace TurtlGraph.Cli.Tests;

public sealed class SignCommandTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly string _keyId;

    public SignCommandTests() => _keyId = Workplace.Json("keygen", "-o", _work["key.pem"]).GetProperty("key_id").GetString()!;

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_bundle_packed_with_a_key_is_verified_with_its_public_half()
    {
        var bundle = _work.Pack("w.turtl", "--sign", _work["key.pem"], "--label", "spring update", "--release", "12");

        var json = Workplace.Json("verify", bundle, "--key", _work["key.pub.pem"]);

        var signature = json.GetProperty("signature");
        Assert.Equal(_keyId, signature.GetProperty("key_id").GetString());
        Assert.Equal("spring update", signature.GetProperty("label").GetString());
        Assert.Equal(12, signature.GetProperty("release").GetInt64());
        Assert.True(signature.GetProperty("trusted").GetBoolean());
    }

    [Fact]
    public void A_bundle_is_signed_later_in_place_or_to_another_file()
    {
        var bundle = _work.Pack();
        var unsigned = File.ReadAllBytes(bundle);

        Workplace.Json("sign", bundle, "--key", _work["key.pem"], "-o", _work["signed.turtl"]);
        Assert.Equal(unsigned, File.ReadAllBytes(bundle));
        Workplace.Json("sign", bundle, "--key", _work["key.pem"]);

        Workplace.Json("verify", _work["signed.turtl"], "--key", _work["key.pub.pem"]);
        Workplace.Json("verify", bundle, "--key", _work["key.pub.pem"]);
        Workplace.Json("extract", bundle, "-o", _work["out"]);
    }

    [Fact]
    public void An_unsigned_bundle_and_a_foreign_key_are_bad()
    {
        var bundle = _work.Pack();
        Workplace.Json("keygen", "-o", _work["other.pem"]);

        var unsigned = Workplace.Run("verify", bundle, "--key", _work["key.pub.pem"]);
        Workplace.Json("sign", bundle, "--key", _work["other.pem"]);
        var foreign = Workplace.Run("verify", bundle, "--key", _work["key.pub.pem"]);

        Assert.Equal((1, 1), (unsigned.Code, foreign.Code));
        Assert.Contains("has no signature", unsigned.Out, StringComparison.Ordinal);
        Assert.Contains("not a trusted one", foreign.Out, StringComparison.Ordinal);
        Workplace.Json("verify", bundle, "--key", _work["key.pub.pem"], "--key", _work["other.pub.pem"]);
        Assert.Contains("--key PUB.pem checks that", Workplace.Run("verify", bundle).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_to_a_bundle_that_a_stranger_signed_is_refused()
    {
        var old = _work.Pack("old.turtl", "--sign", _work["key.pem"]);
        Workplace.Json("keygen", "-o", _work["stranger.pem"]);
        Workplace.Json("sign", old, "--key", _work["stranger.pem"], "-o", _work["new.turtl"]);
        Workplace.Json("diff", old, _work["new.turtl"], "-o", _work["p.turtlp"]);

        var refused = Workplace.Run("apply", old, _work["p.turtlp"], "-o", old, "--key", _work["key.pub.pem"]);

        Assert.Equal(1, refused.Code);
        Assert.Contains("old.turtl' is not trusted", refused.Reason(), StringComparison.Ordinal);
        Workplace.Json("verify", old, "--key", _work["key.pub.pem"]);
    }

    [Fact]
    public void Keys_are_never_overwritten_unasked_and_the_private_one_is_private()
    {
        var before = File.ReadAllText(_work["key.pem"]);

        var result = Workplace.Run("keygen", "-o", _work["key.pem"]);

        Assert.Equal((3, before), (result.Code, File.ReadAllText(_work["key.pem"])));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_work["key.pem"]));
        }

        Assert.DoesNotContain("PRIVATE", File.ReadAllText(_work["key.pub.pem"]), StringComparison.Ordinal);
        Workplace.Json("keygen", "-o", _work["key.pem"], "--overwrite");
        Assert.NotEqual(before, File.ReadAllText(_work["key.pem"]));
    }

    [Fact]
    public void Two_keys_in_one_file_are_wrong_usage()
    {
        var before = File.ReadAllText(_work["key.pem"]);

        var result = Workplace.Run("keygen", "-o", _work["key.pem"], "--public", _work["key.pem"], "--overwrite");

        Assert.Equal((2, before), (result.Code, File.ReadAllText(_work["key.pem"])));
        Assert.Contains("--public", result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_bundle_never_takes_the_place_of_its_key()
    {
        var bundle = _work.Pack();
        var before = File.ReadAllText(_work["key.pem"]);

        var result = Workplace.Run("sign", bundle, "--key", _work["key.pem"], "-o", _work["key.pem"]);

        Assert.Equal((2, before), (result.Code, File.ReadAllText(_work["key.pem"])));
        Assert.Contains("is no bundle", result.Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--label", "spring")]
    [InlineData("--release", "3")]
    public void Words_to_be_signed_without_a_key_are_wrong_usage(string option, string value)
    {
        var result = Workplace.Run("pack", _work.Assets(), "-o", _work["w.turtl"], option, value);

        Assert.Equal(2, result.Code);
        Assert.Contains($"{option} is signed along", result.Reason(), StringComparison.Ordinal);
        Assert.False(File.Exists(_work["w.turtl"]));
    }

    [Fact]
    public void A_label_that_is_too_long_is_told_before_anything_is_packed()
    {
        var result = Workplace.Run("pack", _work.Assets(), "-o", _work["w.turtl"], "--sign", _work["key.pem"], "--label", new string('x', 257));

        Assert.Equal(2, result.Code);
        Assert.Contains("longer than 256 bytes", result.Reason(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.pub.pem")]
    [InlineData("assets/readme.txt")]
    public void A_file_that_is_no_private_key_is_wrong_usage(string key)
    {
        var bundle = _work.Pack();

        var result = Workplace.Run("sign", bundle, "--key", _work[key]);

        Assert.Equal(2, result.Code);
        Assert.Contains(key, result.Reason(), StringComparison.Ordinal);
    }
}
