namespace TurtlGraph.Bundles;

/// <summary>How a bundle is packed. Immutable.</summary>
public sealed record BundleBuilderOptions
{
    /// <summary>Which codec to use. Default: <see cref="BundleCodecChoice.Auto"/>.</summary>
    public BundleCodecChoice Codec { get; init; }

    /// <summary>Level of the codec, 0 for its default (zstd 3 of 1-19, LZ4 4 of 1-12, Brotli 5 of 1-11, Deflate 6 of 1-9).</summary>
    public int Level { get; init; }

    /// <summary>
    /// Decoded bytes of a block, a power of two from 1 KiB to 64 MiB. Larger entries are cut into such blocks. Default 256 KiB.
    /// </summary>
    public int BlockSize { get; init; } = 256 * 1024;

    /// <summary>Threads that compress and hash, 0 for one a processor. The bytes written do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Share of its bytes a block must lose to be stored compressed, 0 to 1. Default 3 %.</summary>
    public double MinGain { get; init; } = 0.03;

    /// <summary>What the order of the payloads follows. Default: <see cref="PayloadLayout.Morton"/>.</summary>
    public PayloadLayout Layout { get; init; }

    /// <summary>The recording that <see cref="PayloadLayout.Trace"/> follows; no other layout looks at it.</summary>
    public AccessTrace? Trace { get; init; }

    /// <summary>Signs the bundle before it appears; <see langword="null"/> (the default) leaves it unsigned. Stays the caller's to dispose.</summary>
    public BundleSigningKey? SigningKey { get; init; }

    /// <summary>What the signature says on the contents, at most <see cref="BundleSignature.MaxLabelLength"/> bytes in UTF-8. Default empty.</summary>
    public string SignatureLabel { get; init; } = "";

    /// <summary>The signer's number for the contents, at least 0; higher is newer. Default 0.</summary>
    public long SignatureVersion { get; init; }

    /// <summary>
    /// Trains a dictionary for the small entries of each type, where the codec knows dictionaries (zstd) and a sample of the type
    /// says that it gains. Contents that can be read once only (<see cref="BundleItem.LoadBytes"/>,
    /// <see cref="BundleItem.OpenStream"/>) are not sampled. Default: yes.
    /// </summary>
    public bool Dictionaries { get; init; } = true;

    /// <summary>
    /// Takes the dictionaries of this bundle for types that have one there, instead of training new ones: small entries that have
    /// not changed then stay the same bytes, and a patch need not carry them. Stays the caller's to dispose.
    /// </summary>
    public Bundle? DictionarySource { get; init; }

    /// <summary>The codecs to choose from.</summary>
    public CodecRegistry Codecs { get; init; } = CodecRegistry.Default;

    /// <summary>Throws for a value out of its range.</summary>
    internal void Check()
    {
        if (BlockSize < BundleLimits.MinBlockSize || BlockSize > BundleLimits.MaxBlockSize || !int.IsPow2(BlockSize))
        {
            throw new ArgumentOutOfRangeException(
                nameof(BlockSize), BlockSize,
                $"The block size is a power of two from {BundleLimits.MinBlockSize} to {BundleLimits.MaxBlockSize} bytes.");
        }

        if (!Enum.IsDefined(Layout) || (Layout == PayloadLayout.Trace && Trace is null))
        {
            throw new ArgumentOutOfRangeException(nameof(Layout), Layout, "The layout is Morton, Graph, or Trace together with a trace.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(Level);
        ArgumentOutOfRangeException.ThrowIfNegative(SignatureVersion);
        ArgumentOutOfRangeException.ThrowIfNegative(MinGain);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinGain, 1);
    }
}
