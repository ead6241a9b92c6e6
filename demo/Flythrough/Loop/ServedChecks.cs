using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>Hashes some of the bytes the runtime served, to see whether they are what the bundle says.</summary>
internal sealed class ServedChecks(Bundle bundle)
{
    private const int FramesBetween = 6, MostBytes = 2 << 20;
    private int _wait;

    public long Made { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>Whether the next payload that is served should be checked.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Begins a frame; a check is due every few frames.</summary>
    public void BeginFrame() => IsDue = IsDue || ++_wait % FramesBetween == 0;

    public void Check(int asset, ReadOnlySpan<byte> served)
    {
        if (served.Length > MostBytes)
        {
            return;
        }

        IsDue = false;
        Made++;
        Wrong += served.Length == bundle.DecodedLengths[asset] && Blake3.Hash(served) == bundle.Hashes[asset] ? 0 : 1;
    }
}
