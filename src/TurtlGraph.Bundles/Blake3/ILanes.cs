namespace TurtlGraph.Bundles;

/// <summary>
/// The vector operations the BLAKE3 kernel needs, for one vector width. Lane i of every vector belongs to input i, so the
/// kernel hashes <see cref="Count"/> inputs side by side. Implementations are structs: the kernel is compiled for each.
/// </summary>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Inputs hashed side by side.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(uint value);

    static abstract TVector Load(uint* source);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Xor(TVector left, TVector right);

    /// <summary>Bits of <paramref name="left"/> where the mask has ones, of <paramref name="right"/> elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector left, TVector right);

    static abstract TVector RotateRight16(TVector value);

    static abstract TVector RotateRight12(TVector value);

    static abstract TVector RotateRight8(TVector value);

    static abstract TVector RotateRight7(TVector value);

    /// <summary>
    /// Gathers one 64-byte block of every input: <paramref name="message"/>[w] receives word w of each input's block, lane by lane.
    /// </summary>
    static abstract void LoadBlocks(byte** rows, nint offset, TVector* message);

    /// <summary>Scatters a chaining value: word w of input i goes to <paramref name="output"/>[i * 8 + w].</summary>
    static abstract void StoreChainingValues(TVector* words, uint* output);
}
