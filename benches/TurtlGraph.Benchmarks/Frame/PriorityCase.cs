using TurtlGraph.Memory;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>The priority kernel over columns of its own, beside a copy of the same columns: the least that touching them costs.</summary>
internal sealed unsafe class PriorityCase : IDisposable
{
    private const int ReadColumns = 11;
    private const int WrittenColumns = 2;
    private readonly int _rows;
    private readonly NativeArray<float> _columns;
    private readonly NativeArray<float> _copy;
    private readonly PriorityParameters _parameters = PriorityParameters.From(new StreamingOptions(), 10);
    private readonly Viewer[] _viewers = [new Viewer(new(1000, 0, 1000), new(1, 0, 0))];

    public PriorityCase(int rows)
    {
        _rows = CacheLine.AlignUp(rows * sizeof(float)) / sizeof(float);
        _columns = new NativeArray<float>(_rows * (ReadColumns + WrittenColumns));
        _copy = new NativeArray<float>(_rows * (ReadColumns + WrittenColumns));
        var random = new Random(1);
        for (int i = 0; i < _rows * 9; i++)
        {
            _columns[i] = random.NextSingle() * 2000;
        }

        // Waiters 1, no bound.
        Column<int>(9).Fill(1);
        Column<int>(10).Fill(-1);
        Column<float>(8).Clear();
    }

    public void Score()
    {
        var columns = new PriorityColumns
        {
            PositionX = Column<float>(0),
            PositionY = Column<float>(1),
            PositionZ = Column<float>(2),
            Radius = Column<float>(3),
            Importance = Column<float>(4),
            SizeFactor = Column<float>(5),
            QueuedAt = Column<float>(6),
            Deadline = Column<float>(7),
            NotBefore = Column<float>(8),
            Waiters = Column<int>(9),
            UrgencyBound = Column<int>(10),
            Urgency = Column<int>(11),
            Score = Column<float>(12),
        };
        PriorityKernel.Score(columns, _parameters, _viewers);
    }

    public void Copy() => _columns.Span.CopyTo(_copy.Span);

    public void Dispose()
    {
        _columns.Dispose();
        _copy.Dispose();
    }

    private Span<T> Column<T>(int index)
        where T : unmanaged => new(_columns.Pointer + ((long)index * _rows), _rows);
}
