using System.Diagnostics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough.Faults.Tests;

/// <summary>The flythrough's own route, need and client, flown without its figures: what is kept is why assets failed.</summary>
internal sealed class ReasonFlight : IDisposable
{
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(90);

    private readonly FlightSetup _setup;
    private readonly VirtualClock? _virtualClock;
    private readonly AssetRuntime _runtime;
    private readonly AssetClient _client;
    private readonly NeedSet _need;
    private readonly Viewer[] _viewers = new Viewer[1];

    public ReasonFlight(FlightSetup setup, FaultPlan plan)
    {
        _setup = setup;
        _virtualClock = setup.IsVirtual ? new VirtualClock() : null;
        TimeProvider clock = (TimeProvider?)_virtualClock ?? TimeProvider.System;
        Faults = new FaultInjectingByteSource(setup.CreateSource(clock) ?? ByteSources.Open(), plan, clock);
        _runtime = new AssetRuntime(setup.StreamingOptions(clock, Faults));
        Bundle bundle = setup.Scene.Bundle;
        _runtime.Mount(bundle);
        _client = new AssetClient(_runtime, bundle);
        _need = new NeedSet(bundle);
    }

    public FaultInjectingByteSource Faults { get; }

    /// <summary>Assets that failed for good, by reason.</summary>
    public Dictionary<FailureReason, int> Failed { get; } = [];

    public ref readonly RuntimeMetrics Metrics => ref _runtime.Metrics;

    /// <summary>Flies the whole route, gives everything back and waits until every request has ended.</summary>
    public void Fly()
    {
        var volume = new NeedVolume(_setup.Radius, (float)_setup.Options.FieldOfView);
        double time = 0;
        for (int frame = 1; time < _setup.Route.Seconds; frame++)
        {
            TrajectorySample pose = _setup.Route.At(time);
            _need.Compute(volume, pose.Position, pose.Forward);
            _client.Follow(_need, time);
            _viewers[0] = new Viewer(pose.Position, pose.Forward, _setup.Radius, (float)_setup.Options.FieldOfView);
            Update();
            foreach (int asset in _need.Assets)
            {
                _client.TryGet(asset, time, out _);
            }

            time = frame * _setup.FrameSeconds;
        }

        long start = Stopwatch.GetTimestamp();
        while (!_client.TryReleaseAll() || Metrics.RequestsOpen > 0)
        {
            Update();
            Assert.True(Stopwatch.GetElapsedTime(start) < s_hangs, $"{Metrics.RequestsOpen} requests never ended");
        }
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _need.Dispose();
    }

    private void Update()
    {
        _runtime.Update(_viewers, _setup.FrameSeconds);
        _virtualClock?.Advance(_setup.FrameSeconds);
        Thread.Yield();
        while (_runtime.Trace.TryRead(out TraceEvent item))
        {
            if (item.Kind == TraceKind.Failed)
            {
                var reason = (FailureReason)item.Detail;
                Failed[reason] = Failed.GetValueOrDefault(reason) + 1;
            }
        }
    }
}
