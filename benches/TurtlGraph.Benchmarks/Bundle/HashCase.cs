using System.Security.Cryptography;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>BLAKE3 against the SHA-256 of the framework, which runs on the processor's own instructions.</summary>
internal sealed class HashCase
{
    private const int BytesARound = 2 << 20;

    private readonly byte[] _input;
    private readonly byte[] _digest = new byte[32];
    private readonly int _times;

    public HashCase(int length)
    {
        _input = new byte[length];
        new Random(1).NextBytes(_input);
        _times = BytesARound / length;
    }

    /// <summary>Bytes a run hashes.</summary>
    public long Bytes => (long)_times * _input.Length;

    public void RunBlake3()
    {
        for (var i = 0; i < _times; i++)
        {
            Blake3.Hash(_input, _digest);
        }
    }

    public void RunSha256()
    {
        for (var i = 0; i < _times; i++)
        {
            SHA256.HashData(_input, _digest);
        }
    }
}
