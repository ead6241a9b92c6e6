using System.Numerics;

namespace TurtlGraph.Prediction;

/// <summary>
/// Follows one viewer and forecasts where it will be: constant velocity, less when it is braking or merely swaying.
/// Samples may come at irregular times, with gaps and teleports.
/// </summary>
/// <remarks>
/// The velocity is an exponential average over time, so bursts of samples weigh no more than the time they cover; a slower
/// average beside it shows the trend, by which the lag of the first is made up for. A
/// teleport resets it at once; when the next sample implies the same high speed again, it was real movement after all and
/// is taken over. Not thread-safe; no allocation after construction.
/// </remarks>
public sealed class MovementPredictor
{
    private const float AdaptiveTeleportFactor = 3;
    private const double RecentSeconds = 2;

    // A correction farther than the teleport speed covers in this time is no correction.
    private const double CorrectionSeconds = 0.05;

    private const double ConstantsInWindow = 3;
    private const double SlowSmoothing = 4;

    private readonly double _teleportSpeed;
    private readonly double _timeConstant;
    private readonly double _slowTimeConstant;
    private Vector3 _fastVelocity;
    private Vector3 _slowVelocity;
    private Vector3 _rejectedVelocity;
    private double _recentSpeed;
    private double _slowSpeed;
    private int _samples;
    private bool _hasVelocity;

    /// <summary>Creates a predictor that has seen nothing.</summary>
    public MovementPredictor(MovementOptions? options = null)
    {
        options ??= new MovementOptions();
        options.Validate();
        _teleportSpeed = options.TeleportSpeed;
        _timeConstant = options.SmoothingSeconds / ConstantsInWindow;
        _slowTimeConstant = _timeConstant * SlowSmoothing;
    }

    /// <summary>Time of the last sample in seconds.</summary>
    public double Time { get; private set; }

    /// <summary>Position of the last sample in metres.</summary>
    public Vector3 Position { get; private set; }

    /// <summary>Smoothed velocity in m/s.</summary>
    public Vector3 Velocity { get; private set; }

    /// <summary>Length of <see cref="Velocity"/> in m/s.</summary>
    public float Speed => Velocity.Length();

    /// <summary>Whether the last sample was a teleport.</summary>
    public bool Teleported { get; private set; }

    /// <summary>Teleports so far.</summary>
    public int TeleportCount { get; private set; }

    /// <summary>
    /// How steadily the viewer moves in one direction, 0 (to and fro) to 1 (straight): net velocity over mean speed in the recent past.
    /// </summary>
    public float Steadiness => _slowSpeed > 1e-6 ? (float)Math.Clamp(_slowVelocity.Length() / _slowSpeed, 0, 1) : 1;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Velocity = default;
        Teleported = false;
        _samples = 0;
        ForgetMotion();
    }

    /// <summary>
    /// Takes in a sample. One that is not newer than the last replaces it: a small correction leaves the velocity, a large one
    /// is a teleport.
    /// </summary>
    /// <param name="time">Seconds.</param>
    /// <param name="position">Metres; a position that is not finite is ignored.</param>
    public void Add(double time, Vector3 position)
    {
        if (!double.IsFinite(time) || !float.IsFinite(position.X + position.Y + position.Z))
        {
            return;
        }

        double elapsed = time - Time;
        Vector3 displacement = position - Position;
        Time = time;
        Position = position;
        Teleported = false;
        if (_samples++ > 0 && elapsed > 0)
        {
            Move(elapsed, displacement / (float)elapsed);
        }
        else if (_samples > 1 && displacement.Length() > _teleportSpeed * CorrectionSeconds)
        {
            Teleport(Vector3.Zero);
        }
    }

    /// <summary>Where the viewer will be <paramref name="secondsAhead"/> after the last sample (0 or more).</summary>
    public Vector3 PositionAt(double secondsAhead) => Position + (Velocity * (float)EffectiveSeconds(secondsAhead));

    private void Move(double elapsed, Vector3 velocity)
    {
        double speed = velocity.Length();
        if (speed > Math.Max(_teleportSpeed, AdaptiveTeleportFactor * _recentSpeed) && !ConfirmsRejected(velocity, speed))
        {
            Teleport(velocity);
            return;
        }

        if (_hasVelocity)
        {
            _fastVelocity = Vector3.Lerp(_fastVelocity, velocity, Weight(elapsed, _timeConstant));
            _slowVelocity = Vector3.Lerp(_slowVelocity, velocity, Weight(elapsed, _slowTimeConstant));
            _slowSpeed += (speed - _slowSpeed) * Weight(elapsed, _slowTimeConstant);
            _recentSpeed += (speed - _recentSpeed) * Weight(elapsed, RecentSeconds);
        }
        else
        {
            _fastVelocity = velocity;
            _slowVelocity = velocity;
            _slowSpeed = speed;
            _recentSpeed = Math.Max(speed, _recentSpeed);
            _hasVelocity = true;
        }

        // Each average lags by its time constant: their difference, scaled to the lag of the fast one, is what it misses.
        float lag = (float)(_timeConstant / (_slowTimeConstant - _timeConstant));
        Velocity = _fastVelocity + ((_fastVelocity - _slowVelocity) * (lag * Steadiness));
    }

    private void Teleport(Vector3 impliedVelocity)
    {
        ForgetMotion();
        Velocity = default;
        Teleported = true;
        TeleportCount++;
        _rejectedVelocity = impliedVelocity;
    }

    private bool ConfirmsRejected(Vector3 velocity, double speed) =>
        Vector3.Distance(velocity, _rejectedVelocity) < 0.3 * speed;

    // How fast the viewer used to go is kept: after a respawn it soon goes like that again.
    private void ForgetMotion()
    {
        _hasVelocity = false;
        _fastVelocity = default;
        _slowVelocity = default;
        _slowSpeed = 0;
        _rejectedVelocity = default;
    }

    private static float Weight(double elapsed, double timeConstant) => (float)(1 - Math.Exp(-elapsed / timeConstant));

    /// <summary>Seconds of travel at the present velocity that cover the forecast distance.</summary>
    private double EffectiveSeconds(double seconds)
    {
        double speed = _fastVelocity.Length();
        if (seconds <= 0 || speed < 1e-6)
        {
            return 0;
        }

        double deceleration = (_slowVelocity.Length() - speed) / (_slowTimeConstant - _timeConstant);
        double travel = seconds;
        if (deceleration > 0)
        {
            double untilStop = speed / deceleration;
            double braking = Math.Min(seconds, untilStop);
            travel = braking - (braking * braking / (2 * untilStop));
        }

        return travel * Steadiness * Steadiness;
    }
}
