namespace TurtlGraph.Flythrough;

/// <summary>
/// What the game got of what it needed. All definitions of the figures are here.
/// <list type="bullet">
/// <item>A <b>needed asset frame</b> is one asset in one frame in which the game needed it; it is a <b>resident asset frame</b>
/// when the asset could be had in that frame, after the frame's update. Their ratio is the <b>need hit ratio</b>.</item>
/// <item>An asset is <b>late</b> from the first frame in which it is needed and cannot be had until the first frame in which it
/// can, or until it is no longer needed, or the flight ends. Each such stretch is one sample. An asset that leaves memory
/// while it is needed begins a new stretch, and is also counted as <b>lost</b>.</item>
/// <item><b>Bytes needed</b> is the stored (compressed) size of the distinct assets that were ever needed: what a reader that
/// knows the future and has memory without end would read.</item>
/// <item><b>Bytes wasted</b> is the stored size of each asset that was read and then dropped without having been needed in
/// between. What is still in memory at the end is not dropped, nor is what is rescued from eviction.</item>
/// </list>
/// One thread; nothing is allocated after construction.
/// </summary>
internal sealed class NeedAccounting
{
    private const byte EverNeeded = 1, InMemory = 2, NeededSinceLoad = 4, CountedAsWaste = 8;
    private readonly long[] _storedBytes;
    private readonly uint[] _seen;
    private readonly double[] _lateSince;
    private readonly byte[] _flags;
    private int[] _current, _previous;
    private int _currentCount, _previousCount;
    private double _time;
    private uint _frame;

    /// <summary>Creates the accounting for assets numbered from 0 with these stored sizes.</summary>
    public NeedAccounting(long[] storedBytes, int lateCapacity)
    {
        _storedBytes = storedBytes;
        _seen = new uint[storedBytes.Length];
        _flags = new byte[storedBytes.Length];
        _lateSince = new double[storedBytes.Length];
        Array.Fill(_lateSince, double.NaN);
        _current = new int[storedBytes.Length];
        _previous = new int[storedBytes.Length];
        LateMilliseconds = new Samples(lateCapacity);
    }

    public long NeededAssetFrames { get; private set; }

    public long ResidentAssetFrames { get; private set; }

    /// <summary>1 when nothing was needed.</summary>
    public double NeedHitRatio => NeededAssetFrames == 0 ? 1.0 : (double)ResidentAssetFrames / NeededAssetFrames;

    /// <summary>One sample for each stretch in which an asset was late, milliseconds.</summary>
    public Samples LateMilliseconds { get; }

    /// <summary>Assets that left memory while they were needed.</summary>
    public long LostWhileNeeded { get; private set; }

    public long BytesNeeded { get; private set; }

    public long BytesWasted { get; private set; }

    /// <summary>Assets needed in the frame that ended last, and how many of them could be had.</summary>
    public (int Needed, int Resident) LastFrame { get; private set; }

    private int _residentThisFrame;

    /// <summary>Begins a frame at <paramref name="time"/> seconds; times never go back.</summary>
    public void BeginFrame(double time)
    {
        _frame++;
        _time = time;
        _residentThisFrame = 0;
    }

    /// <summary>The game needs <paramref name="asset"/> in this frame and could have it or not. At most once an asset and frame.</summary>
    public void Observe(int asset, bool resident)
    {
        bool neededBefore = _seen[asset] != 0 && _seen[asset] == _frame - 1;
        _seen[asset] = _frame;
        _current[_currentCount++] = asset;
        NeededAssetFrames++;
        if ((_flags[asset] & EverNeeded) == 0)
        {
            BytesNeeded += _storedBytes[asset];
        }

        _flags[asset] |= EverNeeded | NeededSinceLoad;
        if (resident)
        {
            ResidentAssetFrames++;
            _residentThisFrame++;
            EndLate(asset);
        }
        else if (double.IsNaN(_lateSince[asset]))
        {
            LostWhileNeeded += neededBefore ? 1 : 0;
            _lateSince[asset] = _time;
        }
    }

    /// <summary>Ends the frame: what was needed before and was not observed in it is no longer needed.</summary>
    public void EndFrame()
    {
        for (int i = 0; i < _previousCount; i++)
        {
            if (_seen[_previous[i]] != _frame)
            {
                EndLate(_previous[i]);
            }
        }

        LastFrame = (_currentCount, _residentThisFrame);
        (_current, _previous) = (_previous, _current);
        (_previousCount, _currentCount) = (_currentCount, 0);
    }

    /// <summary>The flight is over at <paramref name="time"/>: what is late then has been late until then.</summary>
    public void Finish(double time)
    {
        _time = time;
        for (int i = 0; i < _previousCount; i++)
        {
            EndLate(_previous[i]);
        }

        _previousCount = 0;
    }

    /// <summary>The asset was read into memory.</summary>
    public void Loaded(int asset)
    {
        // Whoever needs it now has waited for this very read.
        bool needed = _seen[asset] != 0 && _seen[asset] >= _frame - 1;
        _flags[asset] = (byte)((_flags[asset] & EverNeeded) | InMemory | (needed ? NeededSinceLoad : 0));
    }

    /// <summary>The asset was dropped from memory.</summary>
    public void Dropped(int asset)
    {
        if ((_flags[asset] & (InMemory | NeededSinceLoad)) == InMemory)
        {
            BytesWasted += _storedBytes[asset];
            _flags[asset] |= CountedAsWaste;
        }

        _flags[asset] &= unchecked((byte)~InMemory);
    }

    /// <summary>A dropped asset is in memory again without having been read, rescued or restored: it was not dropped after all.</summary>
    public void Rescued(int asset)
    {
        if ((_flags[asset] & CountedAsWaste) != 0)
        {
            BytesWasted -= _storedBytes[asset];
            _flags[asset] &= unchecked((byte)~CountedAsWaste);
        }

        _flags[asset] |= InMemory;
    }

    private void EndLate(int asset)
    {
        double since = _lateSince[asset];
        if (!double.IsNaN(since))
        {
            LateMilliseconds.Add((float)((_time - since) * 1000.0));
            _lateSince[asset] = double.NaN;
        }
    }
}
