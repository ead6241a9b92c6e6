using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>An element of the document with the place it stands at, so that a fault can be named. Every read checks the kind.</summary>
internal readonly record struct GltfJson(string File, string Place, JsonElement Value)
{
    /// <summary>The element's text in the file, as it stands there.</summary>
    public ReadOnlySpan<byte> Raw => JsonMarshal.GetRawUtf8Value(Value);

    public int Count => Value.ValueKind == JsonValueKind.Array ? Value.GetArrayLength() : throw Fault("is not an array");

    public GltfJson? Find(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Fault("is not an object");
        }

        try
        {
            return Value.TryGetProperty(name, out var value) ? new GltfJson(File, Place.Length == 0 ? name : $"{Place}.{name}", value) : null;
        }
        catch (InvalidOperationException e)
        {
            throw Fault("holds a name that is not Unicode", e);
        }
    }

    public bool TryFind(string name, out GltfJson value)
    {
        var found = Find(name);
        value = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>Elements of an array that may be absent.</summary>
    public GltfJson[] List(string name) => Find(name) is { } list ? list.Elements() : [];

    public GltfJson[] Elements()
    {
        var elements = new GltfJson[Count];
        var i = 0;
        foreach (var value in Value.EnumerateArray())
        {
            elements[i] = new GltfJson(File, $"{Place}[{i}]", value);
            i++;
        }

        return elements;
    }

    public IEnumerable<(string Name, GltfJson Value)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Fault("is not an object");
        }

        foreach (var member in Value.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException e)
            {
                throw Fault("holds a name that is not Unicode", e);
            }

            yield return (name, new GltfJson(File, $"{Place}.{name}", member.Value));
        }
    }

    /// <summary>A whole number from 0 to 2^53, or the fallback when it is absent; required without one.</summary>
    public long Number(string name, long? fallback = null) =>
        Find(name)?.Number() ?? fallback ?? throw Fault($"has no {name}");

    /// <summary>Whole numbers may be written as 3 or as 3.0.</summary>
    public long Number() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number)
            && number >= 0 && number <= 1L << 53 && number == Math.Floor(number)
            ? (long)number
            : throw Fault("is not a whole number of at least 0");

    /// <summary>The place of another object in its array, or null when the member is absent.</summary>
    public int? Index(string name, int count) => Find(name)?.Index(count);

    public int Index(int count)
    {
        var number = Number();
        return number < count ? (int)number : throw Fault($"is {number}, but there are {count}");
    }

    /// <summary>An array of finite numbers of exactly the wanted length, or null when it is absent.</summary>
    public float[]? Vector(string name, int length)
    {
        if (Find(name) is not { } list)
        {
            return null;
        }

        if (list.Count != length)
        {
            throw list.Fault($"has {list.Count} numbers, not {length}");
        }

        return Array.ConvertAll(list.Elements(), element => element.Real());
    }

    public float Real() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
            : throw Fault("is not a finite number");

    public string? Text(string name) => Find(name)?.Text();

    public string Text()
    {
        if (Value.ValueKind != JsonValueKind.String)
        {
            throw Fault("is not a text");
        }

        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Fault("is not Unicode", e);
        }
    }

    [SuppressMessage("Design", "CA1024", Justification = "Makes an exception anew each time.")]
    public ImportException Fault(string reason, Exception? cause = null) =>
        new(File, 0, $"{(Place.Length == 0 ? "the document" : Place)} {reason}", cause);
}
