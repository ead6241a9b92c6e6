namespace TurtlGraph.Caching;

/// <summary>How a file of requests to a cache is written.</summary>
public enum TraceFormat
{
    /// <summary>
    /// Text, <c>time,id[,size]</c> a line. A first line that is no request names the columns instead: time or timestamp; id, key, obj_id, object
    /// or lbn; size or obj_size; others are passed over. An id that is not a number is hashed. Lines that begin with <c>#</c> say nothing.
    /// </summary>
    Csv = 0,

    /// <summary>
    /// libCacheSim's oracleGeneral: 24 bytes a request, little-endian: u32 time, u64 id, u32 size, i64 number of the next request for the id.
    /// </summary>
    Oracle = 1,

    /// <summary>The ARC authors' <c>.lis</c>: lines <c>start count ignored request</c>; each is <c>count</c> requests from block <c>start</c> on, of size 1.</summary>
    Arc = 2,

    /// <summary>The LIRS authors' traces: one number a line, of size 1; <c>*</c> and empty lines are passed over.</summary>
    Lirs = 3,

    /// <summary>32-bit keys, big-endian, of size 1.</summary>
    Be32 = 4,

    /// <summary>64-bit keys, big-endian, of size 1.</summary>
    Be64 = 5,

    /// <summary>What the runtime records: see <see cref="RecordingReader"/>.</summary>
    Turtl = 6,
}
