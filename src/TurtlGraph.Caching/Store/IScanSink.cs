namespace TurtlGraph.Caching;

/// <summary>What a scan meets.</summary>
internal interface IScanSink
{
    /// <summary>A record whose header is whole; <paramref name="isIntact"/> tells whether its bytes match their checksum.</summary>
    void Record(in RecordHeader header, StoreSegment segment, long offset, bool isIntact);

    /// <summary>Bytes in which no record begins; at the end of a file (<paramref name="isTail"/>) they may be what a crash cut short.</summary>
    void Gap(StoreSegment segment, long from, long to, bool isTail);
}
