namespace TurtlGraph.Ecs;

/// <summary>The fixed part of a recorded command; the component's value follows, padded to 8 bytes.</summary>
internal struct CommandHeader
{
    public CommandKind Kind;

    /// <summary>Bytes of the value, 0 when there is none or the component is a tag.</summary>
    public ushort ValueBytes;

    /// <summary>Component to add, remove or set; for <see cref="CommandKind.Create"/> the archetype's number.</summary>
    public ushort Component;

    /// <summary>Component that <see cref="CommandKind.Change"/> removes.</summary>
    public ushort Removed;

    /// <summary>What the command is about; negative index for an entity the buffer creates.</summary>
    public Entity Entity;
}
