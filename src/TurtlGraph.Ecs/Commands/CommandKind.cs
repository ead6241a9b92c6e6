namespace TurtlGraph.Ecs;

/// <summary>What a recorded command does.</summary>
internal enum CommandKind : byte
{
    Create,
    Destroy,
    Add,
    Remove,
    Set,
    Change,
}
