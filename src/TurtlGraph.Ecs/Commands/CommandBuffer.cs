using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// Changes of a world recorded now and made later, in the order in which they were recorded; so that a system may decide on
/// changes while it iterates. An entity created here can be used in later commands of the same recording before it exists.
/// </summary>
/// <remarks>
/// A command whose entity is stale when its turn comes, or a remove, set or change that finds nothing to do, is skipped, never
/// an error: between recording and playback another command may have destroyed the entity. <see cref="SkippedCommands"/> counts
/// them. One thread at a time may use a buffer; commands lie in native memory and nothing is allocated once warm.
/// </remarks>
public sealed unsafe partial class CommandBuffer : IDisposable
{
    /// <summary>Address space for commands; recording more in one go throws.</summary>
    private const int MaxBytes = 1 << 30;
    private const int MaxCreated = 1 << 24;

    private readonly World _world;
    private readonly NativeList<byte> _stream = new(MaxBytes, "commands");
    private readonly NativeList<Entity> _created = new(MaxCreated, "commands: created entities");
    private int _recordedCreates;
    private uint _recording = 1;
    private bool _played;

    /// <summary>Makes an empty buffer for a world.</summary>
    public CommandBuffer(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
    }

    /// <summary>Number of commands recorded since the last playback.</summary>
    public int Count { get; private set; }

    /// <summary>Commands that were skipped since the buffer was made: their entity was stale or there was nothing to do.</summary>
    public long SkippedCommands { get; private set; }

    /// <summary>Records the creation of an entity whose components are zero; the handle is good in this recording only.</summary>
    /// <exception cref="ArgumentException">The archetype belongs to another world.</exception>
    public Entity Create(Archetype archetype)
    {
        ArgumentNullException.ThrowIfNull(archetype);
        if (archetype.World != _world)
        {
            throw new ArgumentException("The archetype belongs to another world than the buffer.", nameof(archetype));
        }

        BeginRecording();
        if (_recordedCreates == MaxCreated)
        {
            throw new ArenaExhaustedException($"A command buffer records at most {MaxCreated:N0} creations between playbacks.");
        }

        var entity = new Entity(~_recordedCreates, _recording);
        Record(new CommandHeader { Kind = CommandKind.Create, Component = (ushort)archetype.Id, Entity = entity });
        _recordedCreates++;
        return entity;
    }

    /// <summary>Records the creation of an entity without components.</summary>
    public Entity Create() => Create(_world.Archetype(ArchetypeDescription.Empty));

    /// <summary>Records that an entity is destroyed.</summary>
    public void Destroy(Entity entity) => Record(new CommandHeader { Kind = CommandKind.Destroy, Entity = entity });

    /// <summary>Records that an entity gets a component, or that the one it has is overwritten.</summary>
    public void Add<T>(Entity entity, in T value = default)
        where T : unmanaged => Record(CommandKind.Add, entity, value);

    /// <summary>Records that an entity loses a component.</summary>
    public void Remove<T>(Entity entity)
        where T : unmanaged =>
        Record(new CommandHeader { Kind = CommandKind.Remove, Component = (ushort)Component<T>.Id, Entity = entity });

    /// <summary>Records that a component an entity has is overwritten.</summary>
    public void Set<T>(Entity entity, in T value)
        where T : unmanaged => Record(CommandKind.Set, entity, value);

    /// <summary>Records that an entity loses one component and gets another (zero, unless it has it) in a single move.</summary>
    public void Change<TRemove, TAdd>(Entity entity)
        where TRemove : unmanaged
        where TAdd : unmanaged => Record(new CommandHeader
        {
            Kind = CommandKind.Change,
            Component = (ushort)Component<TAdd>.Id,
            Removed = (ushort)Component<TRemove>.Id,
            Entity = entity,
        });

    /// <summary>Like <see cref="Change{TRemove, TAdd}(Entity)"/>, and writes the component the entity gets.</summary>
    public void Change<TRemove, TAdd>(Entity entity, in TAdd value)
        where TRemove : unmanaged
        where TAdd : unmanaged => Record(CommandKind.Change, entity, value, (ushort)Component<TRemove>.Id);

    /// <summary>
    /// The entity that a handle from <see cref="Create(Archetype)"/> stands for, once played back and until the next recording
    /// begins; any other handle is returned as it is. <see cref="Entity.None"/> when the handle is of an older recording.
    /// </summary>
    public Entity Resolve(Entity entity)
    {
        if (entity.Index >= 0)
        {
            return entity;
        }

        var order = ~entity.Index;
        return entity.Generation == _recording && order < _created.Count ? _created[order] : Entity.None;
    }

    /// <summary>Forgets what was recorded.</summary>
    public void Clear()
    {
        _played = true;
        Count = 0;
        _created.Clear();
    }

    /// <summary>Releases the memory; what was recorded is lost.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _created.Dispose();
    }

    private void BeginRecording()
    {
        if (_played)
        {
            _played = false;
            _stream.Clear();
            _created.Clear();
            _recordedCreates = 0;
            _recording = _recording == uint.MaxValue ? 1 : _recording + 1;
        }
    }

    private void Record(CommandHeader header) => Reserve(header);

    private void Record<T>(CommandKind kind, Entity entity, in T value, ushort removed = 0)
        where T : unmanaged
    {
        var bytes = Component<T>.IsTag ? 0 : sizeof(T);
        var place = Reserve(new CommandHeader
        {
            Kind = kind,
            ValueBytes = (ushort)bytes,
            Component = (ushort)Component<T>.Id,
            Removed = removed,
            Entity = entity,
        });
        if (bytes > 0)
        {
            Unsafe.WriteUnaligned(place, value);
        }
    }

    /// <summary>Appends a header and room for the value behind it.</summary>
    private byte* Reserve(in CommandHeader header)
    {
        BeginRecording();
        var bytes = sizeof(CommandHeader) + Padded(header.ValueBytes);
        _stream.EnsureCapacity(bytes);
        var start = _stream.Pointer + _stream.Count;
        _stream.AddUninitialized(bytes);
        *(CommandHeader*)start = header;
        Count++;
        return start + sizeof(CommandHeader);
    }

    private static int Padded(int bytes) => (bytes + 7) & ~7;
}
