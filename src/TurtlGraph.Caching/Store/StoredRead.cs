using TurtlGraph.IO;

namespace TurtlGraph.Caching;

/// <summary>A read that a <see cref="StoredByteSource"/> has accepted, from its submission to the poll of its completion.</summary>
internal unsafe struct StoredRead
{
    public ReadRequest Request;
    public ReadCompletion Result;

    /// <summary>Memory for whole blocks from the source behind; null when nothing is fetched.</summary>
    public byte* Staging;

    /// <summary>The range that is fetched.</summary>
    public long FetchStart;
    public int FetchLength;

    /// <summary>Bytes at the beginning that came from the store.</summary>
    public int Ready;

    /// <summary>Bytes there are to deliver: the request's, or fewer where the file ends.</summary>
    public int Wanted;

    public long Order;
    public long FetchedAt;
    public StoredReadState State;
}
