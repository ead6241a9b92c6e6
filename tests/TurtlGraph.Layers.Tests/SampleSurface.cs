#pragma warning disable CA1000, CA1003, CA1034, CA1045, CA1070, CA1814, CA2225, CS0067
namespace TurtlGraph.Layers.Tests;

/// <summary>Every kind of member whose documentation id has a form of its own.</summary>
public abstract class SampleSurface<T>
{
    public const int Limit = 3;

    protected SampleSurface(int capacity)
    {
        Capacity = capacity;
    }

    public event Action? Changed;

    public enum Mode
    {
        Fast,
    }

    internal int Capacity { get; }

    public int this[int index] => index + Capacity;

    public static explicit operator int(SampleSurface<T> sample) => sample.Capacity;

    public unsafe TResult Fold<TResult>(ReadOnlySpan<T> values, TResult[,] table, ref int count, byte* raw)
    {
        Changed?.Invoke();
        count += values.Length + (raw is null ? 0 : 1);
        return table[0, 0];
    }

    public override string ToString() => "sample";

    protected abstract void Hook();
}
