using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>The small JSON documents of an import, which repeat parts of the model's document as they stand there.</summary>
internal static class GltfDocument
{
    public static void Raw(this Utf8JsonWriter json, string name, GltfJson value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Raw, skipInputValidation: true);
    }

    public static void Raw(this Utf8JsonWriter json, int name, GltfJson value) => json.Raw(name.ToString(CultureInfo.InvariantCulture), value);

    public static void WriteStartObject(this Utf8JsonWriter json, int name) => json.WriteStartObject(name.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// The document of a model for which bytes stand elsewhere: as it is, but for data that it embeds, whose address becomes the
    /// name of the image or of the whole buffer.
    /// </summary>
    public static ImportContent WithoutData(GltfFile file, GltfBuffers buffers, GltfImages images)
    {
        var cuts = new List<(long Start, long End, byte[] Text)>();
        Find(file, "buffers", index => buffers.AssetOf(index), cuts);
        Find(file, "images", images.AssetOf, cuts);
        if (cuts.Count == 0)
        {
            return file.JsonContent;
        }

        var bytes = new ArrayBufferWriter<byte>();
        var at = 0;
        foreach (var (start, end, text) in cuts.OrderBy(cut => cut.Start))
        {
            bytes.Write(file.Json.Span[at..(int)start]);
            bytes.Write(text);
            at = (int)end;
        }

        bytes.Write(file.Json.Span[at..]);
        return new ImportContent(bytes.WrittenMemory);
    }

    private static void Find(GltfFile file, string list, Func<int, string> name, List<(long Start, long End, byte[] Text)> cuts)
    {
        var all = file.Json.Span;
        var elements = file.Root.List(list);
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].Find("uri") is { } uri && GltfDataUri.Is(uri))
            {
                all.Overlaps(uri.Raw, out var start);
                cuts.Add((start, start + uri.Raw.Length, Quoted(name(i))));
            }
        }
    }

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];
}
