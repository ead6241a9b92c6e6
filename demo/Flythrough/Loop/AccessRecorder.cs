using TurtlGraph.Bundles;

namespace TurtlGraph.Flythrough;

/// <summary>Records when the game begins to need each asset, as a trace that a bundle can be laid out by.</summary>
internal sealed class AccessRecorder(Bundle bundle)
{
    private readonly List<(double Seconds, int Asset)> _accesses = new(1 << 16);
    private readonly uint[] _seen = new uint[bundle.Count];
    private uint _frame = 1;

    /// <summary>What was recorded so far, in order.</summary>
    public IReadOnlyList<(double Seconds, int Asset)> Accesses => _accesses;

    /// <summary>Notes what a frame needs and the one before did not.</summary>
    public void Note(ReadOnlySpan<int> needed, double seconds)
    {
        _frame++;
        foreach (int asset in needed)
        {
            if (_seen[asset] != _frame - 1)
            {
                _accesses.Add((seconds, asset));
            }

            _seen[asset] = _frame;
        }
    }

    /// <summary>As a trace in memory.</summary>
    public AccessTrace ToTrace() => new(_accesses.Select(access => new AssetAccess(access.Seconds, new AssetId(bundle.Ids[access.Asset]))));

    /// <summary>Writes the trace to a file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using StreamWriter text = new(path);
        text.WriteLine("# When a flight began to need each asset; lay a bundle out by it: turtl pack world.turtl -o new.turtl --layout trace FILE");
        foreach ((double seconds, int asset) in _accesses)
        {
            AccessTrace.Write(text, seconds, bundle.Name(asset));
        }
    }
}
