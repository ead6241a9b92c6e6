using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// What the runtime does when the system runs short of memory: lowers a soft target below its budget, step by step while the
/// pressure lasts, gives the pages above it back, and raises it again when the pressure is gone. What is demanded goes on being
/// loaded: below the target by eviction, and above it, up to the budget, when nothing may give way.
/// </summary>
internal sealed class MemoryRelief
{
    /// <summary>Time from one step of the target to the next: several looks of the monitor, so that a step can show its effect.</summary>
    private const double StepSeconds = 0.75;

    // Giving pages back takes about 0.1 ms a MiB, so a frame gives few: at 60 frames a second 30 and 120 MiB a second.
    private const long ShrinkBytesPerFrame = 512 << 10;
    private const long EmergencyBytesPerFrame = 2 << 20;

    private readonly RuntimeState _state;
    private readonly MemoryPressureMonitor? _monitor;
    private readonly long _capacity;
    private long _target;
    private double _nextStep;

    public MemoryRelief(RuntimeState state, MemoryPressureMonitor? monitor)
    {
        _state = state;
        _monitor = monitor;
        _capacity = state.Payloads.Capacity;
        _target = _capacity;
        if (monitor is not null)
        {
            // Compiles what gives pages back, which no frame then has to do while memory runs short; nothing is in use yet.
            state.Payloads.ReleaseFreePages(1);
            _ = Admits(0, isDemanded: true);
        }
    }

    /// <summary>How scarce memory is, as of this update; the default value without a monitor.</summary>
    public PressureState Pressure { get; private set; }

    /// <summary>Bytes of payload memory that the runtime aims at now: all there is without pressure.</summary>
    public long TargetBytes => _target;

    /// <summary>Whether the target is below what there is.</summary>
    public bool IsLimiting => _target < _capacity;

    /// <summary>
    /// Bytes that what nobody holds should make free: what is above the target, and a sixteenth below it that is kept free for what
    /// comes next; 0 without pressure.
    /// </summary>
    public long BytesToShed => IsLimiting ? Math.Max(0, _state.Payloads.UsedBytes - _state.Compactor.Bytes - _target + (_target / 16)) : 0;

    /// <summary>
    /// Whether a request may take so many more bytes: inside the target always; above it only what is demanded, when the last eviction
    /// found nothing that may give way.
    /// </summary>
    public bool Admits(long bytes, bool isDemanded) =>
        !IsLimiting || bytes == 0 || _state.Payloads.UsedBytes + bytes <= _target || (isDemanded && _state.Unmet.IsExhausted);

    /// <summary>Takes in how scarce memory is now; once an update, before evicting.</summary>
    public void Update()
    {
        if (_monitor is null)
        {
            return;
        }

        PressureState before = Pressure;
        Pressure = _monitor.State;
        if (Pressure.Level != before.Level || Pressure.Action != before.Action)
        {
            _state.RecordPressure(((long)Pressure.Level << 8) | (long)Pressure.Action);
        }

        if (_state.Now >= _nextStep || Pressure.Action > before.Action)
        {
            _nextStep = _state.Now + StepSeconds;
            Step();
        }
    }

    /// <summary>Gives pages that are free and above the target back to the system, a few in each update.</summary>
    public void GiveBack(ref Frame frame)
    {
        if (Pressure.Action == PressureAction.None || frame.TimeIsUp)
        {
            return;
        }

        // Pinned pages stay the device's: a page that took the place of one given back would never see what is read.
        if (_state.Options.PinMemory)
        {
            return;
        }

        bool isEmergency = Pressure.Action == PressureAction.Emergency;
        long most = isEmergency ? EmergencyBytesPerFrame : ShrinkBytesPerFrame;
        long excess = _capacity - _state.Payloads.ReturnedBytes - Math.Max(_target, _state.Payloads.UsedBytes);
        if (excess > 0)
        {
            most -= _state.Payloads.ReleaseFreePages(Math.Min(excess, most));
        }

        if (isEmergency && most > 0)
        {
            _state.Staging.ReleaseFreePages(most);
        }
    }

    private void Step()
    {
        long used = Math.Min(_target, _state.Payloads.UsedBytes);
        _target = Pressure.Action switch
        {
            PressureAction.None => Math.Min(_capacity, _target + (_capacity / 16)),
            PressureAction.Shrink => Math.Min(_target, Math.Max(_capacity / 2, used - (used / 8))),
            _ => Math.Min(_target, Math.Max(_capacity / 4, used - (used / 4))),
        };
    }
}
