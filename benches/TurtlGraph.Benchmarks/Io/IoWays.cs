namespace TurtlGraph.Benchmarks;

/// <summary>Ways of reading that take turns, round after round, beginning with another one each round.</summary>
internal sealed class IoWays(int rounds, TimeSpan slice, TimeSpan rest) : IDisposable
{
    private readonly List<IIoWay> _ways = [];
    private IIoWay? _reference;

    /// <summary>What the others are compared with; null for nothing.</summary>
    public void AddReference(IIoWay? way)
    {
        _reference = way;
        if (way is not null)
        {
            _ways.Add(way);
        }
    }

    public IIoWay Add(IIoWay way)
    {
        _ways.Add(way);
        return way;
    }

    /// <summary>The medians of all but the reference, each beside the reference's.</summary>
    public IEnumerable<(IIoWay Way, IoFigure Figure, IoFigure? Reference)> Measure(int blockBytes)
    {
        var figures = _ways.ToDictionary(way => way, _ => new List<IoFigure>());
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < _ways.Count; i++)
            {
                var way = _ways[(i + round + 1) % _ways.Count];
                if (way != _reference)
                {
                    Thread.Sleep(rest);
                }

                var figure = way.Run(blockBytes, slice);
                if (round >= 0)
                {
                    figures[way].Add(figure);
                }
            }
        }

        IoFigure? reference = _reference is null ? null : IoFigure.Median(figures[_reference]);
        return _ways.Where(way => way != _reference).Select(way => (way, IoFigure.Median(figures[way]), reference));
    }

    public void Dispose() => _ways.ForEach(way => way.Dispose());
}
