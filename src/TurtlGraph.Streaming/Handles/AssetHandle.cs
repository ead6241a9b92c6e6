namespace TurtlGraph.Streaming;

/// <summary>
/// Names one request: 32 bits of slot and 32 bits of generation. A handle stays valid until it is released; afterwards
/// every call with it is refused, also when its slot has been given to another request, so it can never reach another
/// asset's bytes. A plain value: copy it, store it in a component, pass it between threads.
/// </summary>
/// <param name="Value">Generation in the high half, slot in the low half; 0 is <see cref="None"/>.</param>
public readonly record struct AssetHandle(ulong Value)
{
    internal AssetHandle(int slot, uint generation) : this(((ulong)generation << 32) | (uint)slot) { }

    /// <summary>The handle that names nothing.</summary>
    public static AssetHandle None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Value == 0;

    internal int Slot => (int)(uint)Value;

    internal uint Generation => (uint)(Value >> 32);
}
