using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Creating entities, giving and taking components, and random reads, each beside the least work plain arrays could do. Every
/// body works on a part of the entities, so that it can be timed in slices.
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
    private readonly NativeArray<ulong> _words;
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
        _words = new NativeArray<ulong>(2 * count, hugePages: true);
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
        CreateEach(0, Count);
        for (var i = 0; i < Count; i++)
        {
            _shuffled[i] = _entities[_order[i]];
            _words[_entities[i].Index] = ((ulong)_entities[i].Generation << 32) | (uint)i;
        }
    }

    public void CreateEach(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            _entities[i] = _world.Create(
                new PositionX { Value = i }, new PositionY { Value = i }, new PositionZ { Value = i });
        }
    }

    public void CreateBulk(int start, int end) => _world.CreateMany(_archetype, _entities.AsSpan(start..end));

    /// <summary>Writes the same bytes to plain arrays.</summary>
    public void CreateFloor(int start, int end)
    {
        var ids = _ids.Pointer;
        float* x = _columns[0].Pointer, y = _columns[1].Pointer, z = _columns[2].Pointer;
        for (var i = start; i < end; i++)
        {
            ids[i] = (uint)i | (1ul << 32);
            x[i] = i;
            y[i] = i;
            z[i] = i;
            _entities[i] = default;
        }
    }

    public void Add(int start, int end)
    {
        foreach (var entity in _entities.AsSpan(start..end))
        {
            _world.Add(entity, new Score { Value = 1 });
        }
    }

    public void Remove(int start, int end)
    {
        foreach (var entity in _entities.AsSpan(start..end))
        {
            _world.Remove<Score>(entity);
        }
    }

    public void AddShuffled(int start, int end)
    {
        foreach (var entity in _shuffled.AsSpan(start..end))
        {
            _world.Add(entity, new Score { Value = 1 });
        }
    }

    public void RemoveShuffled(int start, int end)
    {
        foreach (var entity in _shuffled.AsSpan(start..end))
        {
            _world.Remove<Score>(entity);
        }
    }

    /// <summary>Copies three columns and an id to other arrays one row at a time, and writes a fourth column.</summary>
    public void MoveFloor(int start, int end)
    {
        var ids = _ids.Pointer;
        float* x = _columns[0].Pointer, y = _columns[1].Pointer, z = _columns[2].Pointer;
        float* toX = _moved[0].Pointer, toY = _moved[1].Pointer, toZ = _moved[2].Pointer, score = _moved[3].Pointer;
        for (var i = start; i < end; i++)
        {
            ids[i] += 1;
            toX[i] = x[i];
            toY[i] = y[i];
            toZ[i] = z[i];
            score[i] = 1;
        }
    }

    public void RecordTags(int start, int end)
    {
        foreach (var entity in _entities.AsSpan(start..end))
        {
            _commands.Add<Queued>(entity);
        }

        _commands.Playback();
    }

    public void RecordTagChange(int start, int end)
    {
        foreach (var entity in _entities.AsSpan(start..end))
        {
            _commands.Change<Queued, Reading>(entity);
        }

        _commands.Playback();
    }

    public float RandomGet(int start, int end)
    {
        var sum = 0f;
        foreach (var entity in _shuffled.AsSpan(start..end))
        {
            sum += _world.Get<PositionY>(entity).Value;
        }

        return sum;
    }

    /// <summary>The least a checked read can be: one word with generation and slot, then one array.</summary>
    public float RandomGetFloor(int start, int end)
    {
        var sum = 0f;
        var words = _words.Pointer;
        var column = _columns[1].Pointer;
        foreach (var entity in _shuffled.AsSpan(start..end))
        {
            var word = words[entity.Index];
            if ((uint)(word >> 32) == entity.Generation)
            {
                sum += column[(uint)word];
            }
        }

        return sum;
    }

    public void DestroyAll(int start, int end)
    {
        foreach (var entity in _shuffled.AsSpan(start..end))
        {
            _world.Destroy(entity);
        }
    }

    public void Dispose()
    {
        _commands.Dispose();
        _world.Dispose();
        _ids.Dispose();
        _words.Dispose();
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
