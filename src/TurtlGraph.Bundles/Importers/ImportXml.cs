using System.Globalization;
using System.Numerics;
using System.Xml;
using System.Xml.Linq;

namespace TurtlGraph.Bundles;

/// <summary>Reads foreign XML with line numbers, without DTDs, and its "x y z" attributes.</summary>
internal static class ImportXml
{
    private const long MaxCharacters = 256L << 20;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
    };

    public static XElement Load(ImportFiles files, string path)
    {
        try
        {
            using var reader = XmlReader.Create(files.FullPath(path), s_settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root
                ?? throw new ImportException(path, 1, "the document is empty");
        }
        catch (XmlException e)
        {
            throw new ImportException(path, e.LineNumber, $"not well-formed XML: {e.Message}", e);
        }
        catch (Exception e) when (e is (IOException and not ImportException) or UnauthorizedAccessException)
        {
            throw new ImportException(path, 0, e.Message, e);
        }
    }

    public static int Line(XObject node) => ((IXmlLineInfo)node).LineNumber;

    public static string? Text(XElement element, string attribute)
    {
        var value = element.Attribute(attribute)?.Value;
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    public static Vector3 Vector(XElement element, string attribute, Vector3 fallback, string path)
    {
        if (Text(element, attribute) is not { } text)
        {
            return fallback;
        }

        var numbers = Numbers(element, attribute, text, path);
        return numbers.Length == 3
            ? new Vector3(numbers[0], numbers[1], numbers[2])
            : throw new ImportException(path, Line(element), $"{attribute}=\"{text}\" is not three numbers");
    }

    public static float Number(XElement element, string attribute, float fallback, string path)
    {
        if (Text(element, attribute) is not { } text)
        {
            return fallback;
        }

        var numbers = Numbers(element, attribute, text, path);
        return numbers.Length == 1
            ? numbers[0]
            : throw new ImportException(path, Line(element), $"{attribute}=\"{text}\" is not one number");
    }

    public static float[] Numbers(XElement element, string attribute, string text, string path)
    {
        var words = Words(text);
        var numbers = new float[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!float.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !float.IsFinite(numbers[i]))
            {
                throw new ImportException(path, Line(element), $"'{words[i]}' in {attribute}=\"{text}\" is not a finite number");
            }
        }

        return numbers;
    }

    public static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
