using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>
/// Hands victims to a slower tier without ever making the frame wait: a few slots, each passed on by a compare-and-swap between the frame thread and one
/// worker. When all are in use, or a victim's grace frames end first, it is not demoted.
/// </summary>
internal sealed class DemotionQueue : IDisposable
{
    public const int Slots = 32;
    private const int WaitMilliseconds = 100;

    private readonly RuntimeState _state;
    private readonly IDemotionTarget _target;
    private readonly DemotionSlot[] _slots = new DemotionSlot[Slots];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread? _worker;
    private volatile bool _stopping;
    private int _isAsleep;
    private int _inUse;
    private long _taken;
    private long _failed;

    public DemotionQueue(RuntimeState state, IDemotionTarget target, string threadName)
    {
        _state = state;
        _target = target;
        if (state.Options.Clock is not VirtualClock)
        {
            _worker = new Thread(WorkerLoop) { IsBackground = true, Name = threadName };
            _worker.Start();
        }
    }

    /// <summary>Victims that were taken.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Victims of which taking failed.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Victims that were wanted and went before their turn came.</summary>
    public long Missed { get; private set; }

    /// <summary>Offers an asset that has just been evicted.</summary>
    public void Offer(int asset, in Payload payload, in DemotedAsset facts)
    {
        if (!_target.Wants(facts))
        {
            return;
        }

        int slot = IndexOf(DemotionSlot.Free, asset: -1);
        if (slot < 0)
        {
            Missed++;
            return;
        }

        _inUse++;
        Fill(ref _slots[slot], asset, payload, facts);
        if (_worker is null)
        {
            Take(ref _slots[slot]);
            _slots[slot].State = DemotionSlot.Free;
            _inUse--;
        }
        else if (Interlocked.Exchange(ref _isAsleep, 0) != 0)
        {
            _wake.Release();
        }
    }

    /// <summary>
    /// Withdraws an asset that is about to lose its memory; <see langword="false"/> while it is being taken, so that the memory must stay.
    /// </summary>
    public bool TryWithdraw(int asset)
    {
        int slot = _inUse == 0 ? -1 : IndexOfAsset(asset);
        if (slot < 0)
        {
            return true;
        }

        int state = Interlocked.CompareExchange(ref _slots[slot].State, DemotionSlot.Free, DemotionSlot.Offered);
        if (state == DemotionSlot.Offered)
        {
            _inUse--;
            Missed++;
            return true;
        }

        return state == DemotionSlot.Done;
    }

    /// <summary>A victim has been rescued, and published again: it is no victim any more, but stays where it is while it is being taken.</summary>
    public void OnRescued(int asset)
    {
        int slot = _inUse == 0 ? -1 : IndexOfAsset(asset);
        if (slot >= 0 && !TryWithdraw(asset))
        {
            // Done meanwhile is no harm: the next sweep takes the pin back. Only this thread frees slots.
            _slots[slot].IsPinned = _state.Catalog.TryPin(asset);
        }
    }

    /// <summary>Frees the slots of what has been taken; once an update.</summary>
    public void Sweep()
    {
        if (_inUse == 0)
        {
            return;
        }

        foreach (ref DemotionSlot slot in _slots.AsSpan())
        {
            if (Volatile.Read(ref slot.State) != DemotionSlot.Done)
            {
                continue;
            }

            if (slot.IsPinned)
            {
                _state.Catalog.TryUnpin(slot.Asset);
            }

            Volatile.Write(ref slot.State, DemotionSlot.Free);
            _inUse--;
        }
    }

    public void Dispose()
    {
        _stopping = true;
        if (_worker is not null)
        {
            _wake.Release();
            _worker.Join();
        }

        _wake.Dispose();
    }

    private static unsafe void Fill(ref DemotionSlot slot, int asset, in Payload payload, in DemotedAsset facts)
    {
        slot.Asset = asset;
        slot.Pointer = (nint)payload.Pointer;
        slot.Facts = facts;
        slot.IsPinned = false;
        Volatile.Write(ref slot.State, DemotionSlot.Offered);
    }

    private int IndexOf(int state, int asset)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (Volatile.Read(ref _slots[i].State) == state && (asset < 0 || _slots[i].Asset == asset))
            {
                return i;
            }
        }

        return -1;
    }

    private int IndexOfAsset(int asset)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            // A slot that is done belongs to nobody who comes after.
            if (_slots[i].Asset == asset && Volatile.Read(ref _slots[i].State) is DemotionSlot.Offered or DemotionSlot.Taking)
            {
                return i;
            }
        }

        return -1;
    }

    private void WorkerLoop()
    {
        WorkerPriority.Lower();
        while (!_stopping)
        {
            int slot = IndexOf(DemotionSlot.Offered, asset: -1);
            if (slot >= 0)
            {
                Take(ref _slots[slot]);
                continue;
            }

            // Counted as asleep first, then the last look: either it sees the offer, or who offers sees it asleep.
            Interlocked.Exchange(ref _isAsleep, 1);
            if (IndexOf(DemotionSlot.Offered, asset: -1) < 0 && !_stopping)
            {
                _wake.Wait(WaitMilliseconds);
            }

            Interlocked.Exchange(ref _isAsleep, 0);
        }
    }

    private unsafe void Take(ref DemotionSlot slot)
    {
        if (Interlocked.CompareExchange(ref slot.State, DemotionSlot.Taking, DemotionSlot.Offered) != DemotionSlot.Offered)
        {
            return;
        }

        try
        {
            _target.Take(slot.Facts, new ReadOnlySpan<byte>((void*)slot.Pointer, slot.Facts.Length));
            Interlocked.Increment(ref _taken);
        }
#pragma warning disable CA1031 // Whatever a target throws: the runtime goes on without it, and counts.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
        }

        Volatile.Write(ref slot.State, DemotionSlot.Done);
    }
}
