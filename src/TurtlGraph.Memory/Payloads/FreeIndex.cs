using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>Which size classes have free blocks, as two levels of bit sets, and the first block of each.</summary>
internal struct FreeIndex
{
    private const int None = -1;

    private ulong _firstBits;
    private SecondBits _secondBits;
    private Heads _heads;

    [InlineArray(SizeClass.FirstCount)]
    private struct SecondBits
    {
        private uint _element;
    }

    [InlineArray(SizeClass.Count)]
    private struct Heads
    {
        private int _element;
    }

    /// <summary>Makes every class empty.</summary>
    public void Clear()
    {
        _firstBits = 0;
        ((Span<uint>)_secondBits).Clear();
        ((Span<int>)_heads).Fill(None);
    }

    /// <summary>First free block of a class, or -1.</summary>
    public readonly int Head(SizeClass size) => _heads[size.Index];

    /// <summary>Sets the first free block of a class; -1 makes the class empty.</summary>
    public void SetHead(SizeClass size, int node)
    {
        _heads[size.Index] = node;
        if (node != None)
        {
            _secondBits[size.First] |= 1u << size.Second;
            _firstBits |= 1ul << size.First;
            return;
        }

        _secondBits[size.First] &= ~(1u << size.Second);
        if (_secondBits[size.First] == 0)
        {
            _firstBits &= ~(1ul << size.First);
        }
    }

    /// <summary>First block of the smallest class that is not empty and not below <paramref name="least"/>, or -1.</summary>
    public readonly int FindFrom(SizeClass least)
    {
        if (least.First >= SizeClass.FirstCount)
        {
            return None;
        }

        var first = least.First;
        var second = _secondBits[first] & (uint.MaxValue << least.Second);
        if (second == 0)
        {
            var larger = _firstBits & (ulong.MaxValue << first << 1);
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
