using System.Security.Cryptography;

namespace TurtlGraph.Bundles.Tests;

public sealed class SigningTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly BundleSigningKey _key = BundleSigningKey.Create();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private string Path => _folder["b.turtl"];

    private BundleOpenOptions Required => new() { TrustedKeys = [_key.PublicKey] };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signed_bundle_opens_where_its_key_is_trusted(bool whilePacking)
    {
        Pack(whilePacking, "release candidate", 7);
        using Bundle bundle = Bundle.Open(Path, Required);
        Assert.Equal((_key.PublicKey.Id, "release candidate", 7L), (bundle.Signature!.KeyId, bundle.Signature.Label, bundle.Signature.Version));
        Assert.True(bundle.Signature.IsBy(_key.PublicKey));
        Assert.Equal(bundle.TablesHash, bundle.Signature.TablesHash);
        Assert.True(BundleVerifier.Verify(bundle).IsOk);
    }

    [Fact]
    public void Signing_while_packing_and_afterwards_sign_the_same_tables()
    {
        Pack(whilePacking: true, "", 0);
        using Bundle first = Bundle.Open(Path);
        Pack(whilePacking: false, "", 0);
        using Bundle second = Bundle.Open(Path);
        Assert.Equal(first.TablesHash, second.TablesHash);
    }

    [Fact]
    public void Payloads_stay_where_they_are_and_the_old_tables_say_the_same()
    {
        Samples.Pack(Path, Samples.Mixed(), new() { BlockSize = 1024 });
        byte[] before = File.ReadAllBytes(Path);
        BundleSigner.Sign(Path, _folder["signed.turtl"], _key);
        Assert.Equal(before, File.ReadAllBytes(Path));
        byte[] after = File.ReadAllBytes(_folder["signed.turtl"]);
        int payloads = (int)new BundleBytes(before).Header.TablesOffset;
        Assert.True(before.AsSpan(BundleHeader.Size, payloads - BundleHeader.Size).SequenceEqual(after.AsSpan(BundleHeader.Size, payloads - BundleHeader.Size)));
        using Bundle bundle = Bundle.Open(_folder["signed.turtl"], Required);
        foreach (BundleItem item in Samples.Mixed())
        {
            Assert.True(bundle.TryFind(item.Name, out int entry));
            Assert.Equal(item.Content!.Value.ToArray(), Samples.Decode(bundle, entry));
        }
    }

    [Fact]
    public void Signing_again_replaces_the_signature()
    {
        Pack(whilePacking: true, "a longer label than the next one", 1);
        using var other = BundleSigningKey.Create();
        long length = new FileInfo(Path).Length;
        for (int i = 0; i < 3; i++)
        {
            BundleSigner.Sign(Path, Path, other, "short", 2);
        }

        Assert.True(new FileInfo(Path).Length < length);
        using Bundle bundle = Bundle.Open(Path, new() { TrustedKeys = [_key.PublicKey, other.PublicKey] });
        Assert.Equal((other.PublicKey.Id, 2L), (bundle.Signature!.KeyId, bundle.Signature.Version));
        Refused(TrustProblem.UnknownKey);
    }

    [Fact]
    public void An_unsigned_bundle_is_refused_where_a_signature_is_required()
    {
        Samples.Pack(Path, Samples.Mixed());
        Assert.Contains("no signature", Refused(TrustProblem.Unsigned).Message, StringComparison.Ordinal);
        using Bundle bundle = Bundle.Open(Path);
        Assert.Null(bundle.Signature);
    }

    [Fact]
    public void Another_key_is_refused_by_its_id()
    {
        using var other = BundleSigningKey.Create();
        Samples.Pack(Path, Samples.Mixed(), new() { SigningKey = other });
        Assert.Contains(other.PublicKey.Id.ToString(), Refused(TrustProblem.UnknownKey).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stripped_signature_is_refused_even_with_hashes_that_fit()
    {
        Pack(whilePacking: true, "", 0);
        var bytes = new BundleBytes(File.ReadAllBytes(Path));
        bytes.Header.SectionCount--;
        File.WriteAllBytes(Path, bytes.Seal().Bytes);
        Refused(TrustProblem.Unsigned);
    }

    [Fact]
    public void The_signature_of_another_bundle_is_refused()
    {
        Pack(whilePacking: true, "", 0);
        byte[] donor = File.ReadAllBytes(Path);
        BundleItem[] items = Samples.Mixed();
        items[0] = new() { Name = items[0].Name, Type = "mesh", Content = Samples.Text(9000, 99) };
        Samples.Pack(Path, items, new() { BlockSize = 1024, SigningKey = _key });
        var victim = new BundleBytes(File.ReadAllBytes(Path));
        Section(donor).CopyTo(Section(victim.Bytes));
        File.WriteAllBytes(Path, victim.Bytes);
        Assert.Contains("another bundle", Refused(TrustProblem.BadSignature).Message, StringComparison.Ordinal);
        using Bundle bundle = Bundle.Open(Path);
        Assert.False(bundle.Signature!.IsOfThisBundle);
    }

    [Fact]
    public void Changed_tables_are_refused_even_with_hashes_that_fit()
    {
        Pack(whilePacking: true, "", 0);
        var bytes = new BundleBytes(File.ReadAllBytes(Path));
        bytes.Section<float>(SectionTag.PositionX)[0] += 1;
        File.WriteAllBytes(Path, bytes.Seal().Bytes);
        Refused(TrustProblem.BadSignature);
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_what_is_signed_is_refused()
    {
        Pack(whilePacking: true, "label", 3);
        byte[] whole = File.ReadAllBytes(Path);
        var layout = new BundleBytes(whole);
        IEnumerable<int> signed = Enumerable.Range(0, BundleHeader.Size)
            .Concat(Enumerable.Range((int)layout.Header.TablesOffset, whole.Length - (int)layout.Header.TablesOffset));
        using var memory = new GuardedBuffer(whole.Length);
        foreach (int at in signed)
        {
            whole[at] ^= (byte)(1 << (at % 8));
            Exception? error = Record.Exception(() => Bundle.Open(memory.Load(whole), "flipped", Required).Dispose());
            Assert.True(error is BundleFormatException or UntrustedBundleException, $"byte {at}: {error}");
            whole[at] ^= (byte)(1 << (at % 8));
        }

        Bundle.Open(memory.Load(whole), "whole", Required).Dispose();
    }

    [Fact]
    public void A_label_or_version_that_was_changed_is_refused()
    {
        Pack(whilePacking: true, "label", 3);
        byte[] whole = File.ReadAllBytes(Path);
        Section(whole)[SignatureFields.Size] = (byte)'L';
        File.WriteAllBytes(Path, whole);
        Refused(TrustProblem.BadSignature);
    }

    [Fact]
    public void The_other_form_of_a_signature_is_refused()
    {
        Pack(whilePacking: true, "", 0);
        byte[] whole = File.ReadAllBytes(Path);
        Span<byte> s = Section(whole)[^32..];
        byte[] order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var other = new System.Numerics.BigInteger(order, isUnsigned: true, isBigEndian: true) - new System.Numerics.BigInteger(s, isUnsigned: true, isBigEndian: true);
        s.Clear();
        byte[] bytes = other.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(s[(32 - bytes.Length)..]);

        // It is as good a signature as the first one, as any other reader would say.
        using var key = ECDsa.Create();
        key.ImportFromPem(_key.PublicKey.ToPem());
        byte[] message = [.. "TurtlGraph bundle manifest 1\0"u8, .. Section(whole)[..^64]];
        Assert.True(key.VerifyData(message, Section(whole)[^64..], HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        File.WriteAllBytes(Path, whole);
        Refused(TrustProblem.BadSignature);
    }

    [Fact]
    public void Every_signature_is_written_in_its_one_form()
    {
        byte[] signature = new byte[EcdsaForm.Length];
        for (int i = 0; i < 64; i++)
        {
            _key.Sign([(byte)i], signature);
            Assert.True(EcdsaForm.IsCanonical(signature));
            Assert.True(_key.PublicKey.Verify([(byte)i], signature));
            Assert.False(_key.PublicKey.Verify([(byte)(i + 1)], signature));
        }

        Assert.False(_key.PublicKey.Verify([1], new byte[64]));
        Assert.False(_key.PublicKey.Verify([1], new byte[63]));
    }

    [Fact]
    public void An_old_version_is_refused_where_a_newer_one_is_required()
    {
        Pack(whilePacking: true, "", 3);
        Bundle.Open(Path, Required with { MinSignedVersion = 3 }).Dispose();
        UntrustedBundleException error = Assert.Throws<UntrustedBundleException>(() => Bundle.Open(Path, Required with { MinSignedVersion = 4 }));
        Assert.Equal(TrustProblem.Outdated, error.Problem);
    }

    [Fact]
    public void Keys_survive_their_text_form()
    {
        using var again = BundleSigningKey.FromPem(_key.ToPem());
        Assert.Equal(_key.PublicKey, again.PublicKey);
        Assert.Equal(_key.PublicKey, BundlePublicKey.FromPem(_key.PublicKey.ToPem()));
        Assert.Equal(_key.PublicKey, BundlePublicKey.FromPem(_key.ToPem()));
    }

    [Fact]
    public void A_text_that_is_no_key_of_this_curve_is_refused()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("P-256", Assert.Throws<CryptographicException>(() => BundlePublicKey.FromPem(larger.ExportSubjectPublicKeyInfoPem())).Message, StringComparison.Ordinal);
        Assert.Throws<CryptographicException>(() => BundleSigningKey.FromPem(larger.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<CryptographicException>(() => BundlePublicKey.FromPem("no key"));
        Assert.Contains("public key only", Assert.Throws<CryptographicException>(() => BundleSigningKey.FromPem(_key.PublicKey.ToPem())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_too_long_or_not_printable_is_refused_and_writes_nothing()
    {
        Samples.Pack(Path, Samples.Mixed());
        Assert.Throws<PackException>(() => BundleSigner.Sign(Path, _folder["signed"], _key, new string('x', 257)));
        Assert.Throws<PackException>(() => BundleSigner.Sign(Path, _folder["signed"], _key, "a\nb"));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private static Span<byte> Section(byte[] file)
    {
        var bytes = new BundleBytes(file);
        SectionRow row = bytes.Rows.ToArray().Single(row => row.Tag == SectionTag.Signature);
        return file.AsSpan((int)row.Offset, (int)row.Length);
    }

    private void Pack(bool whilePacking, string label, long version)
    {
        Samples.Pack(Path, Samples.Mixed(), new() { BlockSize = 1024, SigningKey = whilePacking ? _key : null, SignatureLabel = label, SignatureVersion = version });
        if (!whilePacking)
        {
            BundleSigner.Sign(Path, Path, _key, label, version);
        }
    }

    private UntrustedBundleException Refused(TrustProblem problem)
    {
        UntrustedBundleException error = Assert.Throws<UntrustedBundleException>(() => Bundle.Open(Path, Required));
        Assert.Equal((problem, Path), (error.Problem, error.Path));
        return error;
    }
}
