namespace TurtlGraph.Ecs;

/// <summary>Where the chunks of a layout keep the values of one component.</summary>
internal struct Column
{
    /// <summary>Number of the component type.</summary>
    public int ComponentId;

    /// <summary>Bytes from the start of the chunk, a multiple of 64.</summary>
    public int Offset;

    /// <summary>Bytes of a value.</summary>
    public int Size;
}
