using System.Buffers.Text;
using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Cuts a model into segments: a new one begins where vertices follow faces, and at an object or group that follows either. So
/// vertices are apart from faces that others do not need, and every byte is in one segment.
/// </summary>
internal sealed class ObjParser(string path, int maxSegments)
{
    private readonly List<Vector3> _positions = [];
    private readonly List<ObjSegment> _segments = [];
    private readonly List<(string Name, int Line)> _libraries = [];
    private int _textures;
    private int _normals;
    private string _object = "";
    private string _group = "";
    private (string Name, int Line)? _material;

    public IReadOnlyList<ObjSegment> Segments => _segments;

    /// <summary>Names behind each mtllib, as they stand there.</summary>
    public IReadOnlyList<(string Name, int Line)> Libraries => _libraries;

    private ObjSegment Current => _segments[^1];

    public void Read(ImportContent file)
    {
        using var lines = new TextLines(file, path, joins: true);
        Cut(lines);
        while (lines.Next(out var line))
        {
            Read(lines, line);
        }
    }

    private void Read(TextLines lines, ReadOnlySpan<byte> line)
    {
        var key = TextLines.Word(ref line);
        if (key.SequenceEqual("v"u8))
        {
            BeginVertex(lines);
            if (!TextLines.TryVector(ref line, out var position))
            {
                throw lines.Fault("a vertex without three finite numbers");
            }

            _positions.Add(position);
            Current.VertexBox = Current.VertexBox.With(position);
        }
        else if (key.SequenceEqual("vt"u8))
        {
            BeginVertex(lines);
            _textures++;
        }
        else if (key.SequenceEqual("vn"u8))
        {
            BeginVertex(lines);
            _normals++;
        }
        else if (key.SequenceEqual("f"u8) || key.SequenceEqual("l"u8) || key.SequenceEqual("p"u8))
        {
            ReadFace(lines, line);
        }
        else
        {
            ReadState(lines, key, line.Trim(" \t"u8));
        }
    }

    private void ReadState(TextLines lines, ReadOnlySpan<byte> key, ReadOnlySpan<byte> rest)
    {
        if (key.SequenceEqual("o"u8) || key.SequenceEqual("g"u8))
        {
            if (Current.HasFaces || Current.HasVertices)
            {
                Cut(lines);
            }

            var name = TextLines.Text(rest);
            (_object, _group) = key[0] == 'o' ? (name, "") : (_object, name);
        }
        else if (key.SequenceEqual("usemtl"u8))
        {
            _material = (TextLines.Text(rest), lines.Number);
        }
        else if (key.SequenceEqual("mtllib"u8) && !rest.IsEmpty)
        {
            _libraries.Add((TextLines.Text(rest), lines.Number));
        }
    }

    private void BeginVertex(TextLines lines)
    {
        if (Current.HasFaces)
        {
            Cut(lines);
        }

        Current.HasVertices = true;
    }

    private void Cut(TextLines lines)
    {
        if (_segments.Count == maxSegments)
        {
            throw lines.Fault($"more than {maxSegments} objects, groups and runs of vertices");
        }

        _segments.Add(new ObjSegment { Offset = lines.Offset, Before = (_positions.Count, _textures, _normals) });
    }

    private void ReadFace(TextLines lines, ReadOnlySpan<byte> line)
    {
        var segment = Current;
        if (!segment.HasFaces)
        {
            segment.HasFaces = true;
            (segment.Object, segment.Group) = (_object, _group);
        }

        if (_material is { } material)
        {
            segment.Materials.TryAdd(material.Name, material.Line);
        }

        for (var word = TextLines.Word(ref line); word.Length > 0 && word[0] != '#'; word = TextLines.Word(ref line))
        {
            ReadCorner(lines, segment, word);
        }
    }

    /// <summary>"position", "position/texture", "position//normal" or all three; from 1, or backwards from -1.</summary>
    private void ReadCorner(TextLines lines, ObjSegment segment, ReadOnlySpan<byte> word)
    {
        var position = Index(lines, ref word, _positions.Count, "vertex");
        segment.Box = segment.Box.With(_positions[position]);
        Use(segment, position, static before => before.Positions);
        if (word.Length > 1 && word[1] != '/')
        {
            word = word[1..];
            Use(segment, Index(lines, ref word, _textures, "texture coordinate"), static before => before.Textures);
        }
        else if (word.Length > 0)
        {
            word = word[1..];
        }

        if (word.Length > 1)
        {
            word = word[1..];
            Use(segment, Index(lines, ref word, _normals, "normal"), static before => before.Normals);
        }
    }

    private static int Index(TextLines lines, ref ReadOnlySpan<byte> word, int count, string what)
    {
        if (!Utf8Parser.TryParse(word, out int number, out var used) || (used < word.Length && word[used] != '/'))
        {
            throw lines.Fault($"'{TextLines.Text(word[..Math.Min(word.Length, 40)])}' is no reference to a {what}");
        }

        word = word[used..];
        var index = number > 0 ? number - 1L : count + (long)number;
        return number != 0 && index >= 0 && index < count
            ? (int)index
            : throw lines.Fault($"{what} {number} is not there; the lines before have {count}");
    }

    /// <summary>Notes which segment holds an element: the last one that begins at or before it.</summary>
    private void Use(ObjSegment segment, int index, Func<(int Positions, int Textures, int Normals), int> before)
    {
        if (index >= before(segment.Before))
        {
            return;
        }

        var (low, high) = (0, _segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = before(_segments[middle].Before) <= index ? (middle, high) : (low, middle - 1);
        }

        segment.Uses.Add(low);
    }
}
