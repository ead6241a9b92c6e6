using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>The cases of the quick suite <c>bundle</c> under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The cleanup of the benchmark disposes them.")]
public class BundleBenchmarks
{
    private readonly HashCase _hash = new(64 << 10);
    private DecodeCase? _lz4;
    private DecodeCase? _zstd;
    private OpenCase? _open;

    [GlobalSetup]
    public void Setup()
    {
        _lz4 = new DecodeCase(CodecId.Lz4);
        _zstd = new DecodeCase(CodecId.Zstd);
        _open = new OpenCase();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _lz4?.Dispose();
        _zstd?.Dispose();
        _open?.Dispose();
    }

    [Benchmark]
    public void Blake3Of64KiB() => _hash.RunBlake3();

    [Benchmark]
    public void Sha256Of64KiB() => _hash.RunSha256();

    [Benchmark]
    public void Lz4Decode() => _lz4!.ThroughCodec();

    [Benchmark]
    public void Lz4DecodeAndVerify() => _lz4!.Verified();

    [Benchmark]
    public void Lz4DecodeNative() => _lz4!.Native();

    [Benchmark]
    public void ZstdDecode() => _zstd!.ThroughCodec();

    [Benchmark]
    public void ZstdDecodeAndVerify() => _zstd!.Verified();

    [Benchmark]
    public void ZstdDecodeNative() => _zstd!.Native();

    [Benchmark]
    public void OpenBundle() => _open!.Open();

    [Benchmark]
    public int FindById() => _open!.Find();
}
