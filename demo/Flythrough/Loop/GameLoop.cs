using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

/// <summary>
/// A game that does nothing but stream: each frame it moves along the route, finds what it needs, asks the runtime for it,
/// lets the runtime work, and takes what is there. It uses the runtime as any game would, through its public face alone.
/// Nothing is allocated from frame to frame.
/// </summary>
internal sealed partial class GameLoop : IDisposable
{
    private readonly FlightSetup _setup;
    private readonly Bundle _bundle;
    private readonly VirtualClock? _virtualClock;
    private readonly TimeProvider _clock;
    private readonly AssetRuntime _runtime;
    private readonly AssetClient _client;
    private readonly NeedSet _need;
    private readonly NeedVolume _volume;
    private readonly NeedAccounting _accounting;
    private readonly ServedChecks _checks;
    private readonly Samples _updateMicroseconds;
    private readonly AllocationMeter _allocations = new();
    private readonly MemoryMeter _memory = new();
    private readonly LiveBoard _board;
    private readonly AccessRecorder? _recorder;
    private readonly Viewer[] _viewers = new Viewer[1];
    private long _started;
    private double _time, _lastTime, _flown;
    private long _frames, _traceEvents;

    /// <summary>Makes the runtime and mounts the world.</summary>
    /// <exception cref="ArgumentException">The runtime refuses an option.</exception>
    public GameLoop(FlightSetup setup, LiveBoard board, AccessRecorder? recorder = null)
    {
        _recorder = recorder;
        _setup = setup;
        _board = board;
        _bundle = setup.Scene.Bundle;
        _virtualClock = setup.IsVirtual ? new VirtualClock() : null;
        _clock = (TimeProvider?)_virtualClock ?? TimeProvider.System;
        _need = new NeedSet(_bundle);
        _volume = new NeedVolume(setup.Radius, (float)setup.Options.FieldOfView);
        _accounting = new NeedAccounting([.. Enumerable.Range(0, _bundle.Count).Select(i => (long)_bundle.StoredLengths[i])], lateCapacity: 1 << 20);
        _checks = new ServedChecks(_bundle);
        int expected = (int)Math.Min(setup.Route.Seconds * setup.Options.FramesPerSecond * 1.1, 1 << 24);
        _updateMicroseconds = new Samples(expected + 1024);
        _runtime = new AssetRuntime(setup.StreamingOptions(_clock, setup.CreateSource(_clock)));
        _runtime.Mount(_bundle);
        _client = new AssetClient(_runtime, _bundle);
        // A flight that is stopped before its first frame still lands somewhere.
        _viewers[0] = ViewerAt(setup.Route.At(0));
    }

    /// <summary>Flies the whole route, or until <paramref name="stop"/> is set, then gives everything back and waits until no request is open.</summary>
    public FlightReport Fly(CancellationToken stop)
    {
        FramePacer? pacer = _virtualClock is null ? new FramePacer(_setup.Options.FramesPerSecond) : null;
        _started = _clock.GetTimestamp();
        _memory.Start();
        while (_time < _setup.Route.Seconds && !stop.IsCancellationRequested)
        {
            Frame(_time, _frames == 0 ? _setup.FrameSeconds : _time - _lastTime);
            _lastTime = _time;
            _frames++;
            _allocations.EndFrame(_time >= WarmUpSeconds);
            Pace(pacer);
        }

        _allocations.Finish();
        _memory.Finish();
        _flown = Math.Min(_time, _setup.Route.Seconds);
        _accounting.Finish(_flown);
        PostFigures();
        Land();
        return Report();
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _need.Dispose();
    }

    /// <summary>Code is compiled and buffers grow in the first seconds; garbage is counted from here on.</summary>
    private double WarmUpSeconds => Math.Min(5.0, _setup.Route.Seconds / 4);

    private Viewer ViewerAt(in TrajectorySample pose) => new(pose.Position, pose.Forward, _setup.Radius, (float)_setup.Options.FieldOfView);

    private double Now() => _clock.GetElapsedTime(_started).TotalSeconds;

    private void Frame(double time, double deltaTime)
    {
        TrajectorySample pose = _setup.Route.At(time);
        Vector3 forward = pose.Forward;
        _need.Compute(_volume, pose.Position, forward);
        _recorder?.Note(_need.Assets, time);
        _client.Follow(_need, time);
        _viewers[0] = ViewerAt(pose);
        _runtime.Update(_viewers, deltaTime);
        _updateMicroseconds.Add((float)_runtime.Metrics.UpdateMicroseconds);
        ReadTrace();
        Account(time);
        NoteFigures(pose);
    }

    private void Pace(FramePacer? pacer)
    {
        if (_virtualClock is null)
        {
            pacer!.WaitForFrame();
            _time = Now();
        }
        else
        {
            // Not by adding steps: the time of a frame must not depend on how often it was rounded.
            _time = _frames * _setup.FrameSeconds;
            _virtualClock.AdvanceTo(_time);
        }
    }

    /// <summary>Learns from the runtime's decisions what was read and what was dropped.</summary>
    private void ReadTrace()
    {
        while (_runtime.Trace.TryRead(out TraceEvent item))
        {
            _traceEvents++;
            if (item.Kind is not (TraceKind.Loaded or TraceKind.Evicted or TraceKind.Rescued or TraceKind.Restored) || !_bundle.TryFind(item.Asset, out int asset))
            {
                continue;
            }

            switch (item.Kind)
            {
                case TraceKind.Loaded:
                    _accounting.Loaded(asset);
                    break;
                case TraceKind.Evicted:
                    _accounting.Dropped(asset);
                    break;
                default:
                    _accounting.Rescued(asset);
                    break;
            }
        }
    }

    private void Account(double time)
    {
        _accounting.BeginFrame(time);
        _checks.BeginFrame();
        // Starts at another asset each time, so that in the long run all are checked.
        int skip = _checks.IsDue ? (int)(_frames * 7919 % Math.Max(1, _need.Assets.Length)) : 0;
        foreach (int asset in _need.Assets)
        {
            bool resident = _client.TryGet(asset, time, out AssetData data);
            _accounting.Observe(asset, resident);
            if (resident && _checks.IsDue && --skip <= 0)
            {
                _checks.Check(asset, data.Bytes);
            }
        }

        _accounting.EndFrame();
    }

    /// <summary>Gives everything back; every request must end within the time the runtime allows a read.</summary>
    private void Land()
    {
        double deadline = _time + 10.0;
        bool isReleased;
        do
        {
            isReleased = _client.TryReleaseAll();
            _virtualClock?.Advance(TimeSpan.FromSeconds(_setup.FrameSeconds));
            if (_virtualClock is null)
            {
                Thread.Sleep(1);
            }

            _time = Now();
            _runtime.Update(_viewers, _setup.FrameSeconds);
            ReadTrace();
        }
        while ((!isReleased || _runtime.Metrics.RequestsOpen > 0) && _time < deadline);
    }
}
