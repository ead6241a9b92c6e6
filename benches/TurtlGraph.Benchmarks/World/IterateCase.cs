using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>Position += velocity * time step over one or three axes: a query's chunks against plain contiguous arrays.</summary>
internal sealed unsafe class IterateCase : IDisposable
{
    private const float Step = 1f / 60;

    /// <summary>
    /// Elements by which each floor array starts later than the one before, so that arrays of a power of two do not compete for
    /// the same cache sets: the floor shall be the best that arrays can do. 33 cache lines.
    /// </summary>
    private const int Stagger = 33 * 16;

    private readonly World _world;
    private readonly Query _one;
    private readonly Query _three;
    private readonly NativeArray<float>[] _arrays;
    private readonly int _count;

    public IterateCase(int count)
    {
        _count = count;
        _world = new World(new WorldOptions { InitialCapacity = count });
        var created = new Entity[count];
        _world.CreateMany(_world.Archetype(ArchetypeDescription.Of<PositionX, VelocityX>()), created);
        _world.CreateMany(
            _world.Archetype(ArchetypeDescription.Of<PositionX, PositionY, PositionZ>().With<VelocityX, VelocityY, VelocityZ>()), created);
        _one = _world.Query(new QueryDescription().All<PositionX, VelocityX>().None<PositionY>());
        _three = _world.Query(new QueryDescription().All<PositionX, PositionY, PositionZ>().All<VelocityX, VelocityY, VelocityZ>());
        foreach (ref readonly var chunk in _three)
        {
            chunk.Span<VelocityX>().Fill(new VelocityX { Value = 1 });
            chunk.Span<VelocityY>().Fill(new VelocityY { Value = 1 });
            chunk.Span<VelocityZ>().Fill(new VelocityZ { Value = 1 });
        }

        _arrays = new NativeArray<float>[8];
        for (var i = 0; i < _arrays.Length; i++)
        {
            // The floor gets the same pages as the world.
            _arrays[i] = new NativeArray<float>(count + (_arrays.Length * Stagger), hugePages: true);
            _arrays[i].Span.Fill(1);
        }
    }

    public void OneAxis()
    {
        foreach (ref readonly var chunk in _one)
        {
            Advance((float*)chunk.Pointer<PositionX>(), (float*)chunk.Pointer<VelocityX>(), chunk.PaddedSpan<PositionX>().Length);
        }
    }

    /// <summary>The same with checked spans and no vectors, as plain code would be.</summary>
    public void OneAxisSpans()
    {
        foreach (ref readonly var chunk in _one)
        {
            var positions = chunk.Span<PositionX>();
            var velocities = chunk.Span<VelocityX>();
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i].Value += velocities[i].Value * Step;
            }
        }
    }

    public void OneAxisFloor() => Advance(Array(0), Array(1), _count);

    public void ThreeAxes()
    {
        foreach (ref readonly var chunk in _three)
        {
            var length = chunk.PaddedSpan<PositionX>().Length;
            Advance((float*)chunk.Pointer<PositionX>(), (float*)chunk.Pointer<VelocityX>(), length);
            Advance((float*)chunk.Pointer<PositionY>(), (float*)chunk.Pointer<VelocityY>(), length);
            Advance((float*)chunk.Pointer<PositionZ>(), (float*)chunk.Pointer<VelocityZ>(), length);
        }
    }

    public void ThreeAxesFloor()
    {
        Advance(Array(2), Array(3), _count);
        Advance(Array(4), Array(5), _count);
        Advance(Array(6), Array(7), _count);
    }

    private float* Array(int number) => _arrays[number].Pointer + (number * Stagger);

    public void Dispose()
    {
        _world.Dispose();
        foreach (var array in _arrays)
        {
            array.Dispose();
        }
    }

    /// <summary>The vector loop both sides run: whole cache lines, aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Advance(float* position, float* velocity, int length)
    {
        var step = Vector512.Create(Step);
        for (var i = 0; i < length; i += Vector512<float>.Count)
        {
            (Vector512.LoadAligned(position + i) + (Vector512.LoadAligned(velocity + i) * step)).StoreAligned(position + i);
        }
    }
}
