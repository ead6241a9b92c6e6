using System.Globalization;

namespace TurtlGraph.Bundles;

/// <summary>
/// Which assets a game wanted when, to lay a bundle out by. As a file it is text in UTF-8, one access a line: seconds, a comma, the
/// asset's name, which runs to the end of the line. A first line <c>seconds,asset</c>, empty lines and lines that begin with
/// <c>#</c> say nothing. Reading is thread-safe; 16 bytes an access.
/// </summary>
public sealed class AccessTrace
{
    private const string Header = "seconds,asset";
    private readonly AssetAccess[] _accesses;

    /// <summary>A trace of the given accesses, in any order.</summary>
    /// <exception cref="ArgumentException">A time is not finite.</exception>
    public AccessTrace(IEnumerable<AssetAccess> accesses)
    {
        ArgumentNullException.ThrowIfNull(accesses);
        _accesses = [.. accesses.OrderBy(access => access.Seconds)];
        if (_accesses.Any(access => !double.IsFinite(access.Seconds)))
        {
            throw new ArgumentException("The time of an access is a finite number of seconds.", nameof(accesses));
        }
    }

    /// <summary>The accesses by ascending time; those of one time in the order in which they were given.</summary>
    public ReadOnlySpan<AssetAccess> Accesses => _accesses;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ManifestException">A line of it is no access; says which and why.</exception>
    public static AccessTrace Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var accesses = new List<AssetAccess>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#' || (number == 1 && line == Header))
            {
                continue;
            }

            accesses.Add(Parse(line) is { } access ? access : throw new ManifestException(path, number, Fault(line)));
        }

        return new AccessTrace(accesses);
    }

    /// <summary>Writes accesses one by one in the form that <see cref="Load"/> reads; the first call is for a new file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="seconds">When.</param>
    /// <param name="name">What.</param>
    public static void Write(TextWriter text, double seconds, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Write(seconds.ToString("0.######", CultureInfo.InvariantCulture));
        text.Write(',');
        text.Write(name);
        text.Write('\n');
    }

    private static AssetAccess? Parse(string line)
    {
        int comma = line.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && comma + 1 < line.Length
            && double.TryParse(line.AsSpan(0, comma), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds)
            ? new AssetAccess(seconds, AssetId.FromName(AssetName.Normalise(line[(comma + 1)..])))
            : null;
    }

    private static string Fault(string line)
    {
        const int most = 40;
        string shown = string.Concat(line.Take(most).Select(letter => char.IsControl(letter) ? '?' : letter));
        return $"'{shown}{(line.Length > most ? "..." : "")}' is no access: seconds, a comma and an asset's name are expected";
    }
}
