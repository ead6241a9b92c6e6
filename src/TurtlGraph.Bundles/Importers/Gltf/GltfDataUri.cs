using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>Bytes that stand in an address: <c>data:[type][;base64],bytes</c> (RFC 2397).</summary>
internal static class GltfDataUri
{
    /// <summary>Whether an address is one. It may be long, so it is not turned into text when that can be seen without.</summary>
    public static bool Is(GltfJson uri)
    {
        var start = uri.Raw[..Math.Min(uri.Raw.Length, 32)];
        return start.Contains((byte)'\\')
            ? uri.Text().StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            : start.Length > 6 && Ascii.EqualsIgnoreCase(start[..6], "\"data:"u8);
    }

    /// <summary>The media type, or null when none is given.</summary>
    public static string? MediaType(GltfJson uri)
    {
        var text = uri.Text();
        var end = text.AsSpan().IndexOfAny(';', ',');
        return end > 5 ? text[5..end] : null;
    }

    public static ReadOnlyMemory<byte> Decode(GltfJson uri)
    {
        var text = uri.Text();
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            throw uri.Fault("is a data address without a comma before its bytes");
        }

        var body = Unescape(uri, text.AsSpan(comma + 1));
        if (!text.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return body;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];
        return Base64.DecodeFromUtf8(body, bytes, out _, out var written) == OperationStatus.Done
            ? bytes.AsMemory(0, written)
            : throw uri.Fault("is not base64");
    }

    private static byte[] Unescape(GltfJson uri, ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[count++] = byte.Parse(text.Slice(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null);
                i += 2;
            }
            else
            {
                bytes[count++] = text[i] < 128 ? (byte)text[i] : throw uri.Fault("is a data address with a character that is not ASCII");
            }
        }

        return bytes[..count];
    }
}
