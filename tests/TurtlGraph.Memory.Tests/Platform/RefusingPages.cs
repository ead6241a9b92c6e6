namespace TurtlGraph.Memory.Tests;

/// <summary>
/// The pages of this system with their hints refused, one commit refused where a test says so, and NUMA nodes as a test says;
/// what was asked for is noted.
/// </summary>
internal sealed unsafe class RefusingPages(PageSystem inner) : PageSystem
{
    private int _node;

    public RefusingPages()
        : this(Current)
    {
    }

    /// <summary>Which commit is refused, counted from 1; none when 0.</summary>
    public int RefusedCommit { get; init; }

    /// <summary>How explicit huge pages are asked for.</summary>
    public bool WithTheReservation { get; init; }

    /// <summary>Whether explicit huge pages are given, with normal ones in their place.</summary>
    public bool GivesHugePages { get; init; }

    public int Nodes { get; init; } = 1;

    public int Commits { get; private set; }

    public int HugeRequests { get; private set; }

    public List<int> PreferredNodes { get; } = [];

    public override long HugePageSize => inner.HugePageSize;

    public override bool HugePagesComeWithTheReservation => WithTheReservation;

    public override int NumaNodes => Nodes;

    public override int CurrentNode => _node;

    public void MoveTo(int node) => _node = node;

    public override byte* Reserve(long bytes, int? numaNode = null) => inner.Reserve(bytes, numaNode);

    public override void Commit(byte* start, long bytes)
    {
        if (++Commits == RefusedCommit)
        {
            throw new MappingException("refused by the test");
        }

        inner.Commit(start, bytes);
    }

    public override void Decommit(byte* start, long bytes) => inner.Decommit(start, bytes);

    public override string? Discard(byte* start, long bytes) => "no discarding here";

    public override void Release(byte* start, long bytes) => inner.Release(start, bytes);

    public override string? AdviseHugePages(byte* start, long bytes) => "no advice here";

    public override string? CommitHugePages(byte* start, long bytes)
    {
        HugeRequests++;
        if (GivesHugePages)
        {
            inner.Commit(start, bytes);
            return null;
        }

        return "no pool here";
    }

    public override byte* ReserveHugePages(long bytes, int? numaNode, out string? refused)
    {
        HugeRequests++;
        refused = GivesHugePages ? null : "no privilege here";
        if (!GivesHugePages)
        {
            return null;
        }

        var start = inner.Reserve(bytes, numaNode);
        inner.Commit(start, bytes);
        return start;
    }

    public override string? PreferNode(byte* start, long bytes, int node)
    {
        if (Nodes == 1)
        {
            return OneNode;
        }

        PreferredNodes.Add(node);
        return node < Nodes ? null : "no such node here";
    }
}
