namespace TurtlGraph.Ecs;

/// <summary>What the world knows of a component type.</summary>
/// <param name="Id">Number of the type in this process, the bit it has in a mask.</param>
/// <param name="Size">Bytes of a value; 0 for a tag.</param>
/// <param name="Name">Name of the type, for messages.</param>
internal readonly record struct ComponentInfo(int Id, int Size, string Name);
