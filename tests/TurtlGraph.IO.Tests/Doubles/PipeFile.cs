using System.Globalization;
using System.IO.Pipes;

namespace TurtlGraph.IO.Tests;

/// <summary>A file whose reads do not end before the test writes to it (Linux).</summary>
internal sealed class PipeFile : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out);

    /// <summary>A path that opens the reading end.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}");

    public void Write(ReadOnlySpan<byte> bytes) => _pipe.Write(bytes);

    public void Dispose() => _pipe.Dispose();
}
