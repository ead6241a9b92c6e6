namespace TurtlGraph.Memory.Tests;

/// <summary>A source that tells what the test says; null is "not told".</summary>
internal sealed class ScriptedSource(string name) : PressureSource(name)
{
    public double? Share { get; set; } = 0;

    public bool IsDisposed { get; private set; }

    public int Reads { get; private set; }

    public override bool TryRead(out PressureReading reading)
    {
        Reads++;
        reading = new PressureReading(Share ?? 0, (long)((Share ?? 0) * 1000), 1000);
        return Share is not null;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
