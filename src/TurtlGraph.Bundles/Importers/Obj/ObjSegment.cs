namespace TurtlGraph.Bundles;

/// <summary>Consecutive bytes of a model, and what the faces in them need; without faces it only holds vertices for others.</summary>
internal sealed class ObjSegment
{
    /// <summary>Where its bytes begin in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Positions, texture coordinates and normals before it in the file.</summary>
    public required (int Positions, int Textures, int Normals) Before { get; init; }

    /// <summary>The object that was named last when its faces began.</summary>
    public string Object { get; set; } = "";

    /// <summary>The group that was named last in that object when its faces began.</summary>
    public string Group { get; set; } = "";

    /// <summary>Both, as far as they have names.</summary>
    public string Name => Group.Length == 0 ? Object : Object.Length == 0 ? Group : $"{Object}/{Group}";

    public bool HasVertices { get; set; }

    public bool HasFaces { get; set; }

    /// <summary>Box about the positions that its faces use.</summary>
    public Box Box { get; set; } = Box.Empty;

    /// <summary>Box about the positions that stand in it, used or not.</summary>
    public Box VertexBox { get; set; } = Box.Empty;

    /// <summary>The segments whose vertices its faces use, by number, without itself.</summary>
    public SortedSet<int> Uses { get; } = [];

    /// <summary>Materials of its faces, with the line that chose each.</summary>
    public Dictionary<string, int> Materials { get; } = new(StringComparer.Ordinal);
}
