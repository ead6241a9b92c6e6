using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <content>What values the options may have.</content>
public sealed partial class StreamingOptions
{
    /// <summary>Checks ranges and relations.</summary>
    /// <exception cref="ArgumentException">A value cannot work; the message says which, why, and what would.</exception>
    public void Validate()
    {
        Require(MemoryBudgetBytes >= 4 << 20, nameof(MemoryBudgetBytes), "must be at least 4 MiB");
        Require(StagingBytes >= 0 && StagingBytes <= MemoryBudgetBytes / 2, nameof(StagingBytes), "must be 0 (automatic) or at most half of MemoryBudgetBytes");
        Require(CompressedTierBytes == 0 || (CompressedTierBytes >= 64 << 10 && CompressedTierBytes <= MemoryBudgetBytes / 2), nameof(CompressedTierBytes), "must be 0 (none), or at least 64 KiB and at most half of MemoryBudgetBytes");
        Require(EffectiveStagingBytes + CompressedTierBytes <= MemoryBudgetBytes * 3 / 4, nameof(CompressedTierBytes), "and StagingBytes together must leave a quarter of MemoryBudgetBytes to payloads");
        Require(Store is null || Source is not StoredByteSource, nameof(Store), "must be null when Source is a StoredByteSource, which has a store already");
        Require(CriticalReserveBytes >= 0 && CriticalReserveBytes <= MemoryBudgetBytes / 2, nameof(CriticalReserveBytes), "must be 0 to half of MemoryBudgetBytes");
        Require(TypeBudgets is not null && TypeBudgets.Count <= Streaming.TypeBudgets.Most, nameof(TypeBudgets), $"must name at most {Streaming.TypeBudgets.Most} types");
        Require(TypeBudgets!.All(pair => pair.Value > 0), nameof(TypeBudgets), "must all be above 0");
        Require(BandwidthShares is { Length: 4 } && MathF.Abs(BandwidthShares.Sum() - 1f) < 0.001f && BandwidthShares.All(s => s > 0), nameof(BandwidthShares), "must be four values above 0 that add up to 1");
        Require(UrgencyDistances is { Length: 3 } d && d[0] <= d[1] && d[1] <= d[2], nameof(UrgencyDistances), "must be three ascending distances");
        Require(MinBandwidthBytesPerSecond > 0 && MinBandwidthBytesPerSecond <= MaxBandwidthBytesPerSecond, nameof(MinBandwidthBytesPerSecond), "must be above 0 and at most MaxBandwidthBytesPerSecond");
        Require(BandwidthBytesPerSecond > 0, nameof(BandwidthBytesPerSecond), "must be above 0");
        Require(Math.Max(BandwidthBytesPerSecond, MaxBandwidthBytesPerSecond) <= HighestBandwidth, nameof(MaxBandwidthBytesPerSecond), "and BandwidthBytesPerSecond must be at most 1e15");
        Require(VirtualDecodeBytesPerSecond > 0, nameof(VirtualDecodeBytesPerSecond), "must be above 0");
        Require(TargetFrameTime > TimeSpan.Zero, nameof(TargetFrameTime), "must be above zero");
        Require(RetryDelay >= TimeSpan.Zero, nameof(RetryDelay), "must not be negative");
        Require(PriorityWeights is not null && PriorityWeights.AreFinite, nameof(PriorityWeights), "must all be finite and not negative");
        Require(CompactionBytesPerFrame >= 0, nameof(CompactionBytesPerFrame), "must not be negative");
        Require(PressureInterval == TimeSpan.Zero || PressureInterval >= TimeSpan.FromMilliseconds(10), nameof(PressureInterval), "must be zero or at least 10 ms");
        Require(TrustedKeys is not null, nameof(TrustedKeys), "must not be null; an empty list trusts every bundle");
        Require(ThrashGuard >= TimeSpan.Zero, nameof(ThrashGuard), "must not be negative");
        Require(SoftMemoryLimit > 0 && SoftMemoryLimit <= 1, nameof(SoftMemoryLimit), "must be above 0 and at most 1");
        Require(GraceFrames >= 1, nameof(GraceFrames), "must be at least 1");
        Require(Codecs is not null, nameof(Codecs), "must not be null");
        Require(DecodeWorkers >= 1, nameof(DecodeWorkers), "must be at least 1");
        Require(MaxReadsInFlight is >= 1 and <= 4096, nameof(MaxReadsInFlight), "must be 1 to 4096");
        Require(MaxBytesInFlight >= 1, nameof(MaxBytesInFlight), "must be at least 1");
        Require(MaxAdmissionsPerFrame >= 1, nameof(MaxAdmissionsPerFrame), "must be at least 1");
        Require(MaxAttempts is >= 1 and <= 100, nameof(MaxAttempts), "must be 1 to 100");
        Require(MaxPredictions >= 1, nameof(MaxPredictions), "must be at least 1");
        Require(Predictor is "none" or "spatial" or "oracle", nameof(Predictor), $"'{Predictor}' is unknown; known are none, spatial, oracle");
        Require(Predictor != "oracle" || Oracle is not null, nameof(Oracle), "must be set when Predictor is 'oracle'");
        Require(ReadTimeout > TimeSpan.Zero && DecodeTimeout > TimeSpan.Zero && RequestTimeout > TimeSpan.Zero && AdmissionTimeout > TimeSpan.Zero, nameof(ReadTimeout), "and the other time limits must be above zero");
        Require(TimeToLive is null || TimeToLive > TimeSpan.Zero || TimeToLive == Timeout.InfiniteTimeSpan, nameof(TimeToLive), "must be above zero, or null");
        EvictionWeights?.Validate();
        Require(
            HasPolicyObject || Caching.EvictionPolicy.Names.Contains(EvictionPolicy, StringComparer.OrdinalIgnoreCase), nameof(EvictionPolicy),
            $"'{EvictionPolicy}' is no eviction policy; choose one of {string.Join(", ", Caching.EvictionPolicy.Names.Union(Caching.CachePolicies.OnlineNames))}");
    }

    internal long EffectiveStagingBytes => StagingBytes > 0 ? StagingBytes : Math.Clamp(MemoryBudgetBytes / 8, 1L << 20, 32L << 20);

    // So that seconds of it can be counted in bytes. Bytes a second.
    private const double HighestBandwidth = 1e15;

    private static void Require(bool holds, string name, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"StreamingOptions.{name} {rule}.", name);
        }
    }
}
