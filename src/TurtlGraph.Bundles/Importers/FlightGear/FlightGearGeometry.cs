using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// What an importer must know of an AC3D file: the textures it names and the box it fills, in the simulator's frame (x back, y right,
/// z up; the file has y up). Objects lie in each other with a shift and a turn.
/// </summary>
internal sealed class FlightGearGeometry
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Stack<(long Kids, Matrix4x4 World)> _open = [];
    private Matrix4x4 _own = Matrix4x4.Identity;

    /// <summary>Names of textures, each with the line that names it first.</summary>
    public List<(string Name, int Line)> Textures { get; } = [];

    public Box Box { get; private set; } = Box.Empty;

    /// <summary>Reads a file; null when it is no such file or is damaged, with the reason.</summary>
    public static FlightGearGeometry? Read(ImportContent file, string path, out string problem)
    {
        var geometry = new FlightGearGeometry();
        problem = "";
        try
        {
            using var lines = new TextLines(file, path);
            if (!lines.Next(out var first) || !first.StartsWith("AC3D"u8))
            {
                problem = $"{path}: it does not begin with AC3D";
                return null;
            }

            while (lines.Next(out var line))
            {
                geometry.Read(lines, line);
            }

            geometry.Box = geometry.Box.Transform(new Matrix4x4(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1));
            return geometry;
        }
        catch (ImportException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private void Read(TextLines lines, ReadOnlySpan<byte> line)
    {
        var key = TextLines.Word(ref line);
        if (key.SequenceEqual("OBJECT"u8))
        {
            _own = Matrix4x4.Identity;
        }
        else if (key.SequenceEqual("texture"u8))
        {
            var name = TextLines.Text(line.Trim(" \t"u8)).Trim('"').Replace('\\', '/');
            if (name.Length > 0 && _known.Add(name))
            {
                Textures.Add((name, lines.Number));
            }
        }
        else if (key.SequenceEqual("loc"u8))
        {
            _own.Translation = TextLines.TryVector(ref line, out var shift) ? shift : throw lines.Fault("loc without three numbers");
        }
        else if (key.SequenceEqual("rot"u8))
        {
            ReadTurn(lines, line);
        }
        else if (key.SequenceEqual("data"u8))
        {
            // The text that follows is no keyword, whatever it says.
            if (!lines.Skip(Count(lines, line)))
            {
                throw lines.Fault("data ends with the file");
            }
        }
        else if (key.SequenceEqual("numvert"u8))
        {
            ReadVertices(lines, Count(lines, line));
        }
        else if (key.SequenceEqual("refs"u8))
        {
            for (var rest = Count(lines, line); rest > 0; rest--)
            {
                if (!lines.Next(out _))
                {
                    throw lines.Fault("refs end with the file");
                }
            }
        }
        else if (key.SequenceEqual("kids"u8))
        {
            ReadKids(Count(lines, line));
        }
    }

    private void ReadTurn(TextLines lines, ReadOnlySpan<byte> line)
    {
        if (!TextLines.TryVector(ref line, out var x) || !TextLines.TryVector(ref line, out var y) || !TextLines.TryVector(ref line, out var z))
        {
            throw lines.Fault("rot without nine numbers");
        }

        (_own.M11, _own.M12, _own.M13) = (x.X, x.Y, x.Z);
        (_own.M21, _own.M22, _own.M23) = (y.X, y.Y, y.Z);
        (_own.M31, _own.M32, _own.M33) = (z.X, z.Y, z.Z);
    }

    private void ReadVertices(TextLines lines, long count)
    {
        var world = World();
        for (; count > 0; count--)
        {
            if (!lines.Next(out var line) || !TextLines.TryVector(ref line, out var vertex))
            {
                throw lines.Fault("a vertex without three finite numbers");
            }

            vertex = Vector3.Transform(vertex, world);
            Box = float.IsFinite(vertex.LengthSquared()) ? Box.With(vertex) : throw lines.Fault("a vertex outside the range of numbers");
        }
    }

    /// <summary>Ends an object: its children follow, or the next one of whoever waits for some.</summary>
    private void ReadKids(long count)
    {
        var world = World();
        if (count > 0)
        {
            _open.Push((count, world));
            return;
        }

        while (_open.TryPop(out var parent))
        {
            if (parent.Kids > 1)
            {
                _open.Push((parent.Kids - 1, parent.World));
                return;
            }
        }
    }

    private Matrix4x4 World() => _open.TryPeek(out var parent) ? _own * parent.World : _own;

    private static long Count(TextLines lines, ReadOnlySpan<byte> line) =>
        TextLines.TryNumber(ref line, out var number) && number is >= 0 and <= int.MaxValue && number == Math.Floor(number)
            ? (long)number
            : throw lines.Fault("a count that is no whole number");
}
