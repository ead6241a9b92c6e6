namespace TurtlGraph.Caching;

/// <summary>What came of a simulation.</summary>
/// <param name="Cell">What was simulated.</param>
/// <param name="Requests">Requests of the trace.</param>
/// <param name="Hits">Those that found their object in the cache.</param>
/// <param name="RequestedBytes">Bytes of all requests.</param>
/// <param name="MissedBytes">Bytes of the requests that were no hits.</param>
/// <param name="Elapsed">Time the requests alone took, without reading the trace.</param>
public sealed record SimulationResult(SimulationCell Cell, long Requests, long Hits, long RequestedBytes, long MissedBytes, TimeSpan Elapsed)
{
    /// <summary>Requests that were no hits.</summary>
    public long Misses => Requests - Hits;

    /// <summary>Misses a request.</summary>
    public double MissRatio => (double)Misses / Requests;

    /// <summary>Bytes missed a byte requested.</summary>
    public double ByteMissRatio => (double)MissedBytes / RequestedBytes;

    /// <summary>Nanoseconds a request took.</summary>
    public double NanosecondsPerRequest => Elapsed.TotalNanoseconds / Requests;
}
