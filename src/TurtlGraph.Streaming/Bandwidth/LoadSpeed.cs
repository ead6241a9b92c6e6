namespace TurtlGraph.Streaming;

/// <summary>
/// What the machine can do, as measured: the device's and the decoders' speed in stored bytes, and what lies between a request
/// and its bytes. Limits the bandwidth, tells when a request would be done, and keeps reads back that could only wait to be decoded.
/// </summary>
internal sealed class LoadSpeed
{
    /// <summary>
    /// What may wait for a decoder, in seconds of its work. More would only lie in staging memory, and would have to be decoded
    /// before anything more urgent that is read later.
    /// </summary>
    private const double DecodeAheadSeconds = 0.25;
    private const long LeastAhead = 1 << 20;
    private const double HangingSeconds = 1;
    private const double BusySeconds = 0.1;

    /// <summary>The ceiling above the measured speed, so that a device is always asked for a little more than it is known to give.</summary>
    private const double Headroom = 1.25;

    private readonly StageSpeed _device = new();
    private readonly StageSpeed _decoders = new();
    private LoadProgress _last;
    private double _secondsWithoutDecode;

    /// <summary>Stored bytes a second that the device reads; infinity while it has never been the bottleneck.</summary>
    public double DeviceBytesPerSecond => _device.BytesPerSecond;

    /// <summary>Stored bytes a second that are decoded and verified; infinity while decoding has never been the bottleneck.</summary>
    public double DecodeBytesPerSecond => _decoders.BytesPerSecond;

    /// <summary>The most bytes a second that it makes sense to ask for.</summary>
    public double Ceiling => Math.Min(_device.Limit, _decoders.Limit) * Headroom;

    /// <summary>Whether what has been read waits for decoders, so that reading more helps nobody.</summary>
    public bool IsDecodeBound => !CanDecode(0);

    /// <summary>Mean stored bytes of a request.</summary>
    public double MeanBytes { get; private set; }

    /// <summary>Takes the pipeline's progress since the last update.</summary>
    /// <param name="progress">How far all bytes have come.</param>
    /// <param name="window">Bytes that may be in flight: a device with half of them has its hands full, and one with work for a tenth of a second.</param>
    /// <param name="seconds">Time since the last update.</param>
    public void Advance(in LoadProgress progress, long window, double seconds)
    {
        long decoded = progress.Decoded - _last.Decoded;
        long ended = progress.Ended - _last.Ended;
        _device.Note(_last.Reading > ended && _last.Reading >= Math.Min(window / 2, _device.BytesPerSecond * BusySeconds), progress.Arrived - _last.Arrived, seconds);
        _decoders.Note(_last.Decoding > decoded && _last.Decoding >= LeastAhead, decoded, seconds);
        _secondsWithoutDecode = decoded > 0 || _last.Decoding == 0 ? 0 : _secondsWithoutDecode + seconds;
        _last = progress;
    }

    /// <summary>Notes the size of a request that has been admitted.</summary>
    public void NoteRequest(int bytes) => MeanBytes += (bytes - MeanBytes) * (MeanBytes > 0 ? 0.02 : 1);

    /// <summary>
    /// Whether so much more may be read: not beyond what the decoders get done in a quarter of a second. Decoders that get nothing
    /// at all done for long hang; nobody waits for them.
    /// </summary>
    public bool CanDecode(long bytes) =>
        _last.Decoding == 0
        || _secondsWithoutDecode > HangingSeconds
        || _last.Decoding + bytes <= Math.Max(LeastAhead, _decoders.BytesPerSecond * DecodeAheadSeconds);

    /// <summary>Seconds from the submission of a read to its decoded bytes when nothing else is in the way.</summary>
    public double SecondsFor(long bytes, double latency) => latency + (bytes * (_device.SecondsPerByte + _decoders.SecondsPerByte));

    /// <summary>Seconds until so many queued bytes will have been submitted, and what is under way already is out of the way.</summary>
    public double SecondsUntilTurn(double queuedBytes, double bandwidth) =>
        (queuedBytes / Math.Min(bandwidth, Ceiling)) + (_last.Reading * _device.SecondsPerByte) + (_last.Decoding * _decoders.SecondsPerByte);
}
