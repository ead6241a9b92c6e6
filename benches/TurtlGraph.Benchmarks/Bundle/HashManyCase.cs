using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>Many small inputs: side by side with BLAKE3, one behind the other with SHA-256.</summary>
internal sealed unsafe class HashManyCase : IDisposable
{
    public const int Count = 64;
    private const int BytesARound = 2 << 20;

    private readonly byte* _memory;
    private readonly Blake3Input[] _inputs = new Blake3Input[Count];
    private readonly Hash256[] _digests = new Hash256[Count];
    private readonly byte[] _digest = new byte[32];
    private readonly int _times;

    public HashManyCase(int length)
    {
        _memory = (byte*)NativeMemory.Alloc((nuint)(length * Count));
        new Random(1).NextBytes(new Span<byte>(_memory, length * Count));
        _times = BytesARound / (length * Count);
        for (var i = 0; i < Count; i++)
        {
            _inputs[i] = new Blake3Input(_memory + (i * length), length);
        }
    }

    /// <summary>Bytes a run hashes.</summary>
    public long Bytes => (long)_times * Count * _inputs[0].Length;

    public void RunBlake3()
    {
        for (var i = 0; i < _times; i++)
        {
            Blake3.HashMany(_inputs, _digests);
        }
    }

    public void RunSha256()
    {
        for (var i = 0; i < _times; i++)
        {
            foreach (ref readonly var input in _inputs.AsSpan())
            {
                SHA256.HashData(new ReadOnlySpan<byte>(input.Start, input.Length), _digest);
            }
        }
    }

    public void Dispose() => NativeMemory.Free(_memory);
}
