using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace TurtlGraph.Bundles;

/// <summary>
/// The box that an animated element's origin stays in, in its parent's space, and its largest scale. A Bezier curve stays
/// in the hull of its control points, so the points alone bound it.
/// </summary>
/// <param name="Min">Lowest corner the origin reaches.</param>
/// <param name="Max">Highest corner the origin reaches.</param>
/// <param name="Scale">Largest scale on any axis.</param>
internal sealed record SuperTuxKartMotion(Vector3 Min, Vector3 Max, float Scale)
{
    private const string Axes = "XYZ";

    public static SuperTuxKartMotion? Read(XElement element, Vector3 rest, Vector3 scale, string path)
    {
        var low = rest;
        var high = rest;
        var largest = MathF.Max(MathF.Abs(scale.X), MathF.Max(MathF.Abs(scale.Y), MathF.Abs(scale.Z)));
        var found = false;
        foreach (var curve in element.Elements("curve"))
        {
            var channel = ImportXml.Text(curve, "channel") ?? "";
            var axis = channel.Length == 0 ? -1 : Axes.IndexOf(channel[^1], StringComparison.Ordinal);
            foreach (var point in curve.Elements("p"))
            {
                foreach (var attribute in point.Attributes())
                {
                    var value = Value(point, attribute, path);
                    found = true;
                    if (axis >= 0 && channel.StartsWith("Loc", StringComparison.Ordinal))
                    {
                        low[axis] = MathF.Min(low[axis], value);
                        high[axis] = MathF.Max(high[axis], value);
                    }
                    else if (axis >= 0 && channel.StartsWith("Scale", StringComparison.Ordinal))
                    {
                        largest = MathF.Max(largest, MathF.Abs(value));
                    }
                }
            }
        }

        return found ? new SuperTuxKartMotion(low, high, largest) : null;
    }

    private static float Value(XElement point, XAttribute attribute, string path)
    {
        var numbers = ImportXml.Numbers(point, attribute.Name.LocalName, attribute.Value, path);
        return numbers.Length == 2
            ? numbers[1]
            : throw new ImportException(
                path, ImportXml.Line(point), string.Create(CultureInfo.InvariantCulture, $"{attribute.Name}=\"{attribute.Value}\" is not a time and a value"));
    }
}
