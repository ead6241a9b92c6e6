namespace TurtlGraph.Caching.Tests;

/// <summary>A file that writes when its gate is open, and has as much room as it is given.</summary>
internal sealed class GatedStream : MemoryStream
{
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public long Room { get; init; } = long.MaxValue;

    public byte[] Written { get; private set; } = [];

    public override void Write(byte[] buffer, int offset, int count)
    {
        Gate.Wait();
        if (Length + count > Room)
        {
            throw new IOException("No space left on device");
        }

        base.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        if (Written.Length == 0)
        {
            Written = ToArray();
        }

        base.Dispose(disposing);
    }
}
