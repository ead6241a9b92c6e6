namespace TurtlGraph.Caching;

/// <summary>One point of a miss-ratio curve.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Size">Size of the cache.</param>
/// <param name="MissRatio">Misses a request.</param>
/// <param name="ByteMissRatio">Bytes missed a byte requested.</param>
/// <param name="Error">How far <paramref name="MissRatio"/> may be off: half the 95 % interval of independent samples, plus what samples of half their share differ by. 0 where the whole trace was run.</param>
/// <param name="ByteError">The same for <paramref name="ByteMissRatio"/>.</param>
/// <param name="SampledShare">Share of the objects in each sample; 1 where the whole trace was run.</param>
public readonly record struct CurvePoint(
    string Policy, long Size, double MissRatio, double ByteMissRatio, double Error, double ByteError, double SampledShare);
