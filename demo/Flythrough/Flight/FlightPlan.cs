using System.Numerics;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough;

/// <summary>
/// A seeded flight: legs that go through all manoeuvres in turn, and the pose at every sixtieth of a second. The same seed,
/// area and length give the same flight; it stays above the ground and inside the area.
/// </summary>
internal sealed class FlightPlan
{
    /// <summary>Poses a second.</summary>
    public const int Rate = 60;

    private const float Step = 1f / Rate, CycleSeconds = 30f;
    private readonly List<FlightLeg> _legs = [];
    private readonly List<TrajectorySample> _poses = [];
    private readonly FlightArea _area;
    private readonly IGround _ground;
    private SeededRandom _random;
    private Vector3 _position;
    private float _yaw, _speed, _turnRate;

    private FlightPlan(FlightArea area, IGround ground, uint seed)
    {
        _area = area;
        _ground = ground;
        _random = SeededRandom.For(seed, 0xF1, 0);
    }

    public IReadOnlyList<FlightLeg> Legs => _legs;

    /// <summary>At least two, the first at 0, the last at or after the asked length.</summary>
    public IReadOnlyList<TrajectorySample> Poses => _poses;

    /// <summary>Plans a flight of <paramref name="seconds"/>; all manoeuvres occur however short it is.</summary>
    public static FlightPlan Create(FlightArea area, IGround ground, uint seed, double seconds)
    {
        FlightPlan plan = new(area, ground, seed);
        plan.LayOutLegs(seconds);
        plan.Fly();
        return plan;
    }

    private void LayOutLegs(double seconds)
    {
        double scale = Math.Min(1.0, seconds / CycleSeconds), start = 0;
        while (start < seconds - 1e-6)
        {
            Manoeuvre[] order = [Manoeuvre.Turn, Manoeuvre.Dive, Manoeuvre.Sprint, Manoeuvre.Stop, Manoeuvre.Teleport];
            for (int i = order.Length - 1; i > 0; i--)
            {
                int other = _random.Next(i + 1);
                (order[i], order[other]) = (order[other], order[i]);
            }

            foreach (Manoeuvre manoeuvre in order.Prepend(Manoeuvre.Cruise))
            {
                double length = scale * Seconds(manoeuvre);
                if (start < seconds - 1e-6)
                {
                    _legs.Add(new FlightLeg(manoeuvre, start, Math.Min(length, seconds - start)));
                }

                start += length;
            }
        }
    }

    /// <summary>Length of a leg; together a cycle.</summary>
    private static float Seconds(Manoeuvre manoeuvre) => manoeuvre switch
    {
        Manoeuvre.Cruise => 8f,
        Manoeuvre.Turn => 4f,
        Manoeuvre.Dive => 5f,
        Manoeuvre.Sprint => 6f,
        Manoeuvre.Stop => 3f,
        _ => 4f,
    };

    private void Fly()
    {
        Jump();
        int sample = 0;
        foreach (FlightLeg leg in _legs)
        {
            Begin(leg);
            for (; sample * (double)Step < leg.Start + leg.Seconds - 1e-6; sample++)
            {
                _poses.Add(Pose(sample, leg.Manoeuvre));
                Advance(leg.Manoeuvre);
            }
        }

        _poses.Add(Pose(sample, _legs[^1].Manoeuvre));
    }

    private void Begin(FlightLeg leg)
    {
        _turnRate = leg.Manoeuvre switch
        {
            Manoeuvre.Turn => (_random.Next(2) == 0 ? 180f : -180f) / (float)leg.Seconds,
            Manoeuvre.Stop => _random.Between(-25f, 25f),
            _ => _random.Between(-3f, 3f),
        };
        if (leg.Manoeuvre == Manoeuvre.Teleport)
        {
            Jump();
        }
    }

    private void Jump()
    {
        Vector3 extent = _area.High - _area.Low;
        float x = _area.Low.X + (extent.X * _random.Between(0.15f, 0.85f)), z = _area.Low.Z + (extent.Z * _random.Between(0.15f, 0.85f));
        _position = new Vector3(x, _ground.HeightAt(x, z) + Height(Manoeuvre.Cruise), z);
        _yaw = _random.Between(-180f, 180f);
        _speed = Speed(Manoeuvre.Cruise);
    }

    private void Advance(Manoeuvre manoeuvre)
    {
        _speed += (Speed(manoeuvre) - _speed) * MathF.Min(1f, Step * 2.5f);
        _yaw += (TurnHome(out float home) ? home : _turnRate) * Step;
        (float sin, float cos) = MathF.SinCos(_yaw * (MathF.PI / 180f));
        float x = Math.Clamp(_position.X + (sin * _speed * Step), _area.Low.X, _area.High.X);
        float z = Math.Clamp(_position.Z + (cos * _speed * Step), _area.Low.Z, _area.High.Z);
        float ground = _ground.HeightAt(x, z), clearance = 12f * _area.Scale;
        float y = _position.Y + ((ground + Height(manoeuvre) - _position.Y) * MathF.Min(1f, Step * 0.8f));
        _position = new Vector3(x, MathF.Max(y, ground + clearance), z);
    }

    /// <summary>Near the border the flight turns towards the middle.</summary>
    private bool TurnHome(out float rate)
    {
        Vector3 middle = (_area.Low + _area.High) * 0.5f, half = (_area.High - _area.Low) * 0.5f;
        Vector3 away = _position - middle;
        rate = 0f;
        if (MathF.Abs(away.X) < half.X * 0.8f && MathF.Abs(away.Z) < half.Z * 0.8f)
        {
            return false;
        }

        float home = MathF.Atan2(-away.X, -away.Z) * (180f / MathF.PI);
        float error = MathF.IEEERemainder(home - _yaw, 360f);
        rate = Math.Clamp(error * 2f, -70f, 70f);
        return true;
    }

    private TrajectorySample Pose(int sample, Manoeuvre manoeuvre)
    {
        float pitch = manoeuvre switch { Manoeuvre.Dive => -35f, Manoeuvre.Sprint => -3f, _ => -8f };
        float before = _poses.Count > 0 ? _poses[^1].PitchDegrees : pitch;
        return new TrajectorySample(sample / (double)Rate, _position, MathF.IEEERemainder(_yaw, 360f), before + ((pitch - before) * 0.06f));
    }

    private float Speed(Manoeuvre manoeuvre) => _area.Scale * manoeuvre switch
    {
        Manoeuvre.Dive => 130f,
        Manoeuvre.Sprint => 240f,
        Manoeuvre.Stop => 0f,
        _ => 70f,
    };

    /// <summary>Height above the ground that a manoeuvre goes to.</summary>
    private float Height(Manoeuvre manoeuvre) => _area.Scale * manoeuvre switch
    {
        Manoeuvre.Dive => 35f,
        Manoeuvre.Sprint => 60f,
        _ => 220f,
    };
}
