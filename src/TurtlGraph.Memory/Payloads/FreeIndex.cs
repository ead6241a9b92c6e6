using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Which size classes have free blocks, as two levels of bit sets, and the first block of each. All members take the same few
/// instructions whatever is free.
/// </summary>
internal unsafe struct FreeIndex
{
    private const int None = -1;

    private uint _firstBits;
    private fixed uint _secondBits[SizeClass.FirstCount];
    private fixed int _heads[SizeClass.Count];

    /// <summary>Makes every class empty.</summary>
    public void Clear()
    {
        this = default;
        for (var i = 0; i < SizeClass.Count; i++)
        {
            _heads[i] = None;
        }
    }

    /// <summary>First free block of a class, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Head(int size) => _heads[size];

    /// <summary>Replaces the first free block of a class that keeps having one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReplaceHead(int size, int node) => _heads[size] = node;

    /// <summary>Gives an empty class its first free block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int size, int node)
    {
        _heads[size] = node;
        _secondBits[size >> SizeClass.SecondBits] |= 1u << size;
        _firstBits |= 1u << (size >> SizeClass.SecondBits);
    }

    /// <summary>Makes a class empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(int size)
    {
        _heads[size] = None;
        var first = size >> SizeClass.SecondBits;
        var rest = _secondBits[first] & ~(1u << size);
        _secondBits[first] = rest;
        if (rest == 0)
        {
            _firstBits &= ~(1u << first);
        }
    }

    /// <summary>First block of the smallest class that is not empty and not below <paramref name="least"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int FindFrom(int least)
    {
        var first = least >> SizeClass.SecondBits;
        var second = _secondBits[first] & (uint.MaxValue << least);
        if (second == 0)
        {
            var larger = _firstBits & (uint.MaxValue << first << 1);
            if (larger == 0)
            {
                return None;
            }

            first = BitOperations.TrailingZeroCount(larger);
            second = _secondBits[first];
        }

        return _heads[(first << SizeClass.SecondBits) + BitOperations.TrailingZeroCount(second)];
    }

    /// <summary>First block of the greatest class that is not empty, or -1.</summary>
    public readonly int Greatest()
    {
        if (_firstBits == 0)
        {
            return None;
        }

        var first = BitOperations.Log2(_firstBits);
        return _heads[(first << SizeClass.SecondBits) + BitOperations.Log2(_secondBits[first])];
    }
}
