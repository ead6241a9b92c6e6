using System.Buffers.Binary;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>
/// The two containers of glTF: JSON alone, or the binary one of a 12-byte header ("glTF", version 2, length) and chunks of
/// length, kind and data, of which the first is JSON and the second, if there, the first buffer.
/// </summary>
internal sealed class GltfFile
{
    private const uint Magic = 0x46546C67;
    private const uint JsonChunk = 0x4E4F534A;
    private const uint BinaryChunk = 0x004E4942;
    private const int Header = 12;
    private const int ChunkHeader = 8;
    private const long MaxJson = 1 << 30;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 256 };

    private GltfFile(string path, ImportContent json, ImportContent? binary)
    {
        Path = path;
        if (json.Length > MaxJson)
        {
            throw new ImportException(path, 0, $"its JSON of {json.Length} bytes is larger than the limit of {MaxJson}");
        }

        Json = json.Read();
        Binary = binary;
        JsonContent = json;
        IsBinary = binary is not null;
        var text = Json.Span.StartsWith("\uFEFF"u8) ? Json[3..] : Json;
        try
        {
            Root = new GltfJson(path, "", JsonDocument.Parse(text, s_options).RootElement);
        }
        catch (JsonException e)
        {
            throw new ImportException(path, (int)Math.Min((e.LineNumber ?? -1) + 1, int.MaxValue), $"not JSON: {e.Message}", e);
        }
    }

    public string Path { get; }

    /// <summary>The JSON text as it stands in the file.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public ImportContent JsonContent { get; }

    public GltfJson Root { get; }

    public bool IsBinary { get; }

    /// <summary>The binary chunk, which is the first buffer when that has no address.</summary>
    public ImportContent? Binary { get; }

    public static GltfFile Open(ImportFiles files, string path)
    {
        var file = ImportContent.OfFile(files.FullPath(path));
        Span<byte> header = stackalloc byte[Header];
        if (!TryRead(file, 0, header) || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            return new GltfFile(path, file, null);
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != 2)
        {
            throw new ImportException(path, 0, $"the container has version {version}, not 2");
        }

        return length >= Header && length <= file.Length
            ? Chunks(path, file.Slice(0, length))
            : throw new ImportException(path, 0, $"its header says {length} bytes, but it has {file.Length}");
    }

    private static GltfFile Chunks(string path, ImportContent file)
    {
        ImportContent? json = null;
        ImportContent? binary = null;
        Span<byte> header = stackalloc byte[ChunkHeader];
        for (long at = Header; at < file.Length && binary is null;)
        {
            if (!TryRead(file, at, header))
            {
                throw new ImportException(path, 0, $"the chunk at byte {at} is cut off");
            }

            at += ChunkHeader;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
            var kind = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (length > file.Length - at)
            {
                throw new ImportException(path, 0, $"the chunk at byte {at - ChunkHeader} says {length} bytes, but {file.Length - at} are left");
            }

            if (json is null && kind != JsonChunk)
            {
                throw new ImportException(path, 0, "its first chunk is not JSON");
            }

            json ??= file.Slice(at, length);
            binary = kind == BinaryChunk ? file.Slice(at, length) : null;
            at += length;
        }

        return new GltfFile(path, json ?? throw new ImportException(path, 0, "it has no chunk of JSON"), binary ?? file.Slice(file.Length, 0));
    }

    private static bool TryRead(ImportContent file, long at, Span<byte> bytes)
    {
        if (file.Length - at < bytes.Length)
        {
            return false;
        }

        using var stream = file.Slice(at, bytes.Length).Open();
        stream.ReadExactly(bytes);
        return true;
    }
}
