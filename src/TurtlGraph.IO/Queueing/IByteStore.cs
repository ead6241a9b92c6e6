namespace TurtlGraph.IO;

/// <summary>Numbered files that can be read synchronously at a position: what a source reads from. Reads from any thread.</summary>
internal interface IByteStore : IDisposable
{
    /// <summary>Opens a file and numbers it.</summary>
    int Add(string path);

    /// <summary>Fills the destination until the file ends; an error is a number, never an exception.</summary>
    ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode);

    /// <summary>Bytes the file holds from <paramref name="offset"/> on, at most <paramref name="length"/>; 0 for an unknown file.</summary>
    int Available(int file, long offset, int length);
}
