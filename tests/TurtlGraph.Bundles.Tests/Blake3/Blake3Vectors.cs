using System.Text.Json;

namespace TurtlGraph.Bundles.Tests;

/// <summary>The official test vectors.</summary>
internal sealed class Blake3Vectors
{
    public required byte[] Key { get; init; }

    public required string Context { get; init; }

    public required IReadOnlyList<Case> Cases { get; init; }

    public static Blake3Vectors Load()
    {
        using Stream stream = typeof(Blake3Vectors).Assembly.GetManifestResourceStream("blake3-vectors.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement;
        return new Blake3Vectors
        {
            Key = System.Text.Encoding.ASCII.GetBytes(root.GetProperty("key").GetString()!),
            Context = root.GetProperty("context").GetString()!,
            Cases = [.. root.GetProperty("cases").EnumerateArray().Select(Read)],
        };
    }

    public static byte[] Input(int length)
    {
        var input = new byte[length];
        for (int i = 0; i < length; i++)
        {
            input[i] = (byte)(i % 251);
        }

        return input;
    }

    private static Case Read(JsonElement element) => new(
        Input(element.GetProperty("length").GetInt32()),
        Convert.FromHexString(element.GetProperty("hash").GetString()!),
        Convert.FromHexString(element.GetProperty("keyed_hash").GetString()!),
        Convert.FromHexString(element.GetProperty("derive_key").GetString()!));

    internal sealed record Case(byte[] Input, byte[] Hash, byte[] KeyedHash, byte[] DeriveKey);
}
