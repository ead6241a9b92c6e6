using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Creating entities, giving and taking components, and random reads, each beside the least work plain arrays could do.
/// </summary>
internal sealed unsafe class ChurnCase : IDisposable
{
    private readonly World _world;
    private readonly CommandBuffer _commands;
    private readonly Archetype _archetype;
    private readonly Entity[] _entities;
    private readonly Entity[] _shuffled;
    private readonly int[] _order;
    private readonly NativeArray<ulong> _ids;
    private readonly NativeArray<float>[] _columns;
    private readonly NativeArray<float>[] _moved;

    public ChurnCase(int count)
    {
        Count = count;
        _world = new World(new WorldOptions { InitialCapacity = count });
        _commands = new CommandBuffer(_world);
        _archetype = _world.Archetype(ArchetypeDescription.Of<PositionX, PositionY, PositionZ>());
        _entities = new Entity[count];
        _shuffled = new Entity[count];
        _order = new int[count];
        for (var i = 0; i < count; i++)
        {
            _order[i] = i;
        }

        new Random(7).Shuffle(_order);
        _ids = new NativeArray<ulong>(count, hugePages: true);
        _columns = MakeColumns(count, 3);
        _moved = MakeColumns(count, 4);
    }

    public int Count { get; }

    /// <summary>Empties the world; its memory stays warm.</summary>
    public void Reset() => _world.Clear();

    /// <summary>Empties the world and fills it again.</summary>
    public void Refill()
    {
        _world.Clear();
        CreateEach();
        for (var i = 0; i < Count; i++)
        {
            _shuffled[i] = _entities[_order[i]];
        }
    }

    public void CreateEach()
    {
        for (var i = 0; i < _entities.Length; i++)
        {
            _entities[i] = _world.Create(
                new PositionX { Value = i }, new PositionY { Value = i }, new PositionZ { Value = i });
        }
    }

    public void CreateBulk() => _world.CreateMany(_archetype, _entities);

    /// <summary>Writes the same bytes to plain arrays.</summary>
    public void CreateFloor()
    {
        var ids = _ids.Pointer;
        float* x = _columns[0].Pointer, y = _columns[1].Pointer, z = _columns[2].Pointer;
        for (var i = 0; i < Count; i++)
        {
            ids[i] = (uint)i | (1ul << 32);
            x[i] = i;
            y[i] = i;
            z[i] = i;
            _entities[i] = default;
        }
    }

    public void Add()
    {
        foreach (var entity in _entities)
        {
            _world.Add(entity, new Score { Value = 1 });
        }
    }

    public void Remove()
    {
        foreach (var entity in _entities)
        {
            _world.Remove<Score>(entity);
        }
    }

    public void AddShuffled()
    {
        foreach (var entity in _shuffled)
        {
            _world.Add(entity, new Score { Value = 1 });
        }
    }

    public void RemoveShuffled()
    {
        foreach (var entity in _shuffled)
        {
            _world.Remove<Score>(entity);
        }
    }

    /// <summary>Copies three columns and an id to other arrays one row at a time, and writes a fourth column.</summary>
    public void MoveFloor()
    {
        var ids = _ids.Pointer;
        float* x = _columns[0].Pointer, y = _columns[1].Pointer, z = _columns[2].Pointer;
        float* toX = _moved[0].Pointer, toY = _moved[1].Pointer, toZ = _moved[2].Pointer, score = _moved[3].Pointer;
        for (var i = 0; i < Count; i++)
        {
            ids[i] += 1;
            toX[i] = x[i];
            toY[i] = y[i];
            toZ[i] = z[i];
            score[i] = 1;
        }
    }

    public void RecordTags()
    {
        foreach (var entity in _entities)
        {
            _commands.Add<Queued>(entity);
        }

        _commands.Playback();
    }

    public void RecordTagChange()
    {
        foreach (var entity in _entities)
        {
            _commands.Change<Queued, Reading>(entity);
        }

        _commands.Playback();
    }

    public float RandomGet()
    {
        var sum = 0f;
        foreach (var entity in _shuffled)
        {
            sum += _world.Get<PositionY>(entity).Value;
        }

        return sum;
    }

    /// <summary>Reads a plain array in the same order without any check.</summary>
    public float RandomGetFloor()
    {
        var sum = 0f;
        var column = _columns[1].Pointer;
        foreach (var index in _order)
        {
            sum += column[index];
        }

        return sum;
    }

    public void DestroyAll()
    {
        foreach (var entity in _shuffled)
        {
            _world.Destroy(entity);
        }
    }

    public void Dispose()
    {
        _commands.Dispose();
        _world.Dispose();
        _ids.Dispose();
        foreach (var column in _columns.Concat(_moved))
        {
            column.Dispose();
        }
    }

    private static NativeArray<float>[] MakeColumns(int count, int columns)
    {
        var made = new NativeArray<float>[columns];
        for (var i = 0; i < columns; i++)
        {
            made[i] = new NativeArray<float>(count, hugePages: true);
            made[i].Span.Fill(i);
        }

        return made;
    }
}
