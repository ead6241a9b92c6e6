using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <summary>A set of component types, one bit for each.</summary>
internal readonly record struct ComponentMask(ulong Bits0, ulong Bits1, ulong Bits2, ulong Bits3)
{
    /// <summary>How many component types a process can have.</summary>
    public const int Capacity = 256;

    public static ComponentMask Empty => default;

    public bool IsEmpty => (Bits0 | Bits1 | Bits2 | Bits3) == 0;

    public int Count =>
        BitOperations.PopCount(Bits0) + BitOperations.PopCount(Bits1) + BitOperations.PopCount(Bits2) + BitOperations.PopCount(Bits3);

    /// <summary>The set of one type.</summary>
    public static ComponentMask Of<T>()
        where T : unmanaged => Of(Component<T>.Id);

    /// <summary>The set of one type.</summary>
    public static ComponentMask Of(int id)
    {
        var bit = 1ul << (id & 63);
        return (id >> 6) switch
        {
            0 => new ComponentMask(bit, 0, 0, 0),
            1 => new ComponentMask(0, bit, 0, 0),
            2 => new ComponentMask(0, 0, bit, 0),
            _ => new ComponentMask(0, 0, 0, bit),
        };
    }

    public static ComponentMask operator |(ComponentMask a, ComponentMask b) =>
        new(a.Bits0 | b.Bits0, a.Bits1 | b.Bits1, a.Bits2 | b.Bits2, a.Bits3 | b.Bits3);

    /// <summary>This set without the types of another.</summary>
    public ComponentMask Without(ComponentMask other) =>
        new(Bits0 & ~other.Bits0, Bits1 & ~other.Bits1, Bits2 & ~other.Bits2, Bits3 & ~other.Bits3);

    public bool Contains(ComponentMask other) => other.Without(this).IsEmpty;

    public bool Overlaps(ComponentMask other) =>
        ((Bits0 & other.Bits0) | (Bits1 & other.Bits1) | (Bits2 & other.Bits2) | (Bits3 & other.Bits3)) != 0;

    public bool Contains(int id) => (Word(id >> 6) & (1ul << (id & 63))) != 0;

    /// <summary>Writes the numbers of the types in ascending order and returns how many there are.</summary>
    public int CopyIds(Span<int> ids)
    {
        var count = 0;
        for (var word = 0; word < 4; word++)
        {
            for (var bits = Word(word); bits != 0; bits &= bits - 1)
            {
                ids[count++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return count;
    }

    /// <summary>The names of the types, for messages.</summary>
    public override string ToString()
    {
        Span<int> ids = stackalloc int[Capacity];
        var names = new string[CopyIds(ids)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = ComponentRegistry.Info(ids[i]).Name;
        }

        return names.Length == 0 ? "(no component)" : string.Join(", ", names);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(int word) => word switch { 0 => Bits0, 1 => Bits1, 2 => Bits2, _ => Bits3 };
}
