using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>An entry's fields, the same in every command that shows one.</summary>
internal static class EntryJson
{
    public static string CodecName(CodecId codec) => codec switch
    {
        CodecId.None => "none",
        CodecId.Lz4 => "lz4",
        CodecId.Zstd => "zstd",
        CodecId.Brotli => "brotli",
        CodecId.Deflate => "deflate",
        _ => "unknown",
    };

    public static void WriteFields(Utf8JsonWriter json, Bundle bundle, int index)
    {
        var entry = bundle[index];
        json.WriteString("name", bundle.Name(index));
        json.WriteString("id", entry.Id.ToString());
        json.WriteString("type", bundle.TypeName(entry.Type));
        json.WriteString("codec", CodecName(entry.Codec));
        json.WriteNumber("decoded_bytes", entry.DecodedLength);
        json.WriteNumber("stored_bytes", entry.StoredLength);
        json.WriteNumber("offset", entry.Offset);
        json.WriteNumber("blocks", entry.BlockCount);
        if (entry.HasPosition)
        {
            json.WriteStartArray("position");
            json.WriteNumberValue(entry.Position.X);
            json.WriteNumberValue(entry.Position.Y);
            json.WriteNumberValue(entry.Position.Z);
            json.WriteEndArray();
            json.WriteNumber("radius", entry.Radius);
        }
        else
        {
            json.WriteNull("position");
            json.WriteNull("radius");
        }

        json.WriteNumber("lod", entry.Lod);
        json.WriteString("lod_group", entry.LodGroup < 0 ? null : bundle.LodGroupName(entry.LodGroup));
        json.WriteNumber("dependencies", bundle.Dependencies(index).Length);
        json.WriteString("blake3", entry.Hash.ToString());
    }
}
