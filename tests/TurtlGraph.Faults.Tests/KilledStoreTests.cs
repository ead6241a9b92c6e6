using System.Diagnostics;
using System.Globalization;
using TurtlGraph.Caching;

namespace TurtlGraph.Faults.Tests;

/// <summary>
/// A process that writes to a store is killed at a random point, again and again over the same store, and in every second round bytes of a random
/// file are flipped or cut off as well. TURTL_CRASH_ROUNDS sets the number of rounds.
/// </summary>
public sealed class KilledStoreTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "turtl-killed-" + Guid.NewGuid().ToString("n"));
    private readonly Dictionary<int, Said> _said = [];
    private int _version = 1;

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_CRASH_ROUNDS"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int rounds) ? rounds : 16;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Whatever_was_acknowledged_is_intact_or_when_damaged_on_purpose_reported_and_dropped()
    {
        var random = new Random(20);
        int acknowledged = 0, damaged = 0, reported = 0;
        Directory.CreateDirectory(_folder);
        for (int round = 0; round < Rounds; round++)
        {
            acknowledged += LiveAndDie(round, random.Next(0, 250));
            bool harms = round % 2 == 1;
            if (harms)
            {
                Harm(random);
                damaged++;
            }

            reported += Check(harms) ? 1 : 0;
        }

        Assert.True(acknowledged > Rounds * 10, $"only {acknowledged} records were acknowledged");
        Assert.True(reported * 3 >= damaged, $"of {damaged} harmed stores only {reported} reported anything");
    }

    [Fact]
    public void A_second_process_is_refused_with_the_number_of_the_first_until_that_has_gone()
    {
        Directory.CreateDirectory(_folder);
        using Process child = StoreChild.Start(_folder, seed: 1, firstVersion: 1);
        Assert.NotNull(child.StandardOutput.ReadLine());
        var refused = Assert.Throws<StoreInUseException>(() => DiskStore.Open(StoreChild.Options(_folder)));
        Assert.Contains($"process {child.Id}", refused.Message, StringComparison.Ordinal);
        child.Kill();
        child.WaitForExit();
        using DiskStore store = DiskStore.Open(StoreChild.Options(_folder));
        Assert.True(store.WaitRecovered(TimeSpan.FromMinutes(1)));
    }

    /// <summary>Lets a process write and kills it some milliseconds after its first acknowledgement; returns how many there were.</summary>
    private int LiveAndDie(int seed, int milliseconds)
    {
        using Process child = StoreChild.Start(_folder, seed, _version);
        var lines = new List<string>();
        string? line = child.StandardOutput.ReadLine();
        Assert.True(line is not null, child.HasExited ? child.StandardError.ReadToEnd() : "the child said nothing");
        lines.Add(line);
        var life = Stopwatch.StartNew();
        while (life.ElapsedMilliseconds < milliseconds && (line = child.StandardOutput.ReadLine()) is not null)
        {
            lines.Add(line);
        }

        child.Kill();
        string rest = child.StandardOutput.ReadToEnd();
        child.WaitForExit();

        // The last line may be cut, like the last record.
        lines.AddRange(rest.Split('\n')[..^1]);
        foreach (string said in lines)
        {
            Note(said);
        }

        // Versions that were tried and not acknowledged are passed over; so many cannot be in flight.
        _version += 100_000;
        return lines.Count;
    }

    private void Note(string line)
    {
        string[] parts = line.Split(' ');
        int version = int.Parse(parts[0], CultureInfo.InvariantCulture);
        _said[int.Parse(parts[1], CultureInfo.InvariantCulture)] = new Said(Math.Abs(version), version < 0);
        _version = Math.Max(_version, Math.Abs(version) + 1);
    }

    /// <summary>Flips bits of, or cuts, a file of the store.</summary>
    private void Harm(Random random)
    {
        string[] files = [.. Directory.GetFiles(_folder).Where(file => new FileInfo(file).Length > 64 && !file.EndsWith(".owner", StringComparison.Ordinal))];
        string file = files[random.Next(files.Length)];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        if (random.Next(3) == 0)
        {
            // Not where a record ends: nobody could tell that from a file that was never longer.
            stream.SetLength(random.NextInt64(stream.Length) | 1);
            return;
        }

        for (int i = random.Next(1, 20); i > 0; i--)
        {
            stream.Position = random.NextInt64(stream.Length);
            int value = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(value ^ (1 << random.Next(8))));
        }
    }

    /// <summary>Looks at every key; returns whether the store reported damage.</summary>
    private bool Check(bool isHarmed)
    {
        using DiskStore store = DiskStore.Open(StoreChild.Options(_folder));
        Assert.True(store.WaitRecovered(TimeSpan.FromMinutes(2)), "recovery does not end");
        var buffer = new byte[64 << 10];
        int lost = 0;
        for (int key = 0; key < StoreChild.Keys; key++)
        {
            StoreReadStatus status = store.TryRead(StoreChild.Key(key), buffer, out StoreRecord record);
            Said said = _said.GetValueOrDefault(key);
            int version = status == StoreReadStatus.Ok ? (int)record.Version : 0;
            if (status == StoreReadStatus.Ok)
            {
                // Never wrong, whatever was done to the files.
                Assert.Equal(StoreChild.Bytes(key, version), buffer.AsSpan(0, record.Length).ToArray());
            }

            bool isKept = said.IsRemoved ? version == 0 || version > said.Version : version >= said.Version;

            // Of a key that is removed now and then, a removal may have become durable before it was said.
            bool isRemovedUnsaid = key < StoreChild.RemovableKeys && version == 0;
            if (!isKept && !isRemovedUnsaid)
            {
                lost++;
                Assert.True(isHarmed, $"key {key}: {said} was acknowledged, and now it is {status} of version {version}");
            }

            // From here on what is there counts: it was found by a store that has checked all.
            _said[key] = new Said(version == 0 ? said.Version : version, version == 0);
        }

        bool isReported = store.Damage.Count > 0;
        Assert.True(lost == 0 || isReported, $"{lost} records are gone and nothing was reported");
        return isReported;
    }

    private readonly record struct Said(int Version, bool IsRemoved);
}
