namespace TurtlGraph.IO;

/// <summary>Numbered files that can be read synchronously at a position: what a source reads from. Reads from any thread.</summary>
internal unsafe interface IByteStore : IDisposable
{
    /// <summary>Opens a file and numbers it.</summary>
    int Add(string path);

    /// <summary>Fills the destination until the file ends; an error is a number, never an exception.</summary>
    ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode);

    /// <summary>Where the bytes of a read that ended well are: in its destination, unless the store lends its own memory.</summary>
    byte* DataOf(in ReadRequest request) => request.Destination;

    /// <summary>Tells the system that a range will be read soon; returns at once.</summary>
    void Advise(in ReadRequest request) { }

    /// <summary>Bytes the file holds from <paramref name="offset"/> on, at most <paramref name="length"/>; 0 for an unknown file.</summary>
    int Available(int file, long offset, int length);
}
