using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A small bundle on disk whose contents can be told from each other: every asset's bytes follow from its name.</summary>
internal sealed class TestWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-streaming-").FullName;
    private readonly BundleBuilder _builder;

    public TestWorld(BundleBuilderOptions? options = null) => _builder = new BundleBuilder(options);

    public string Path => System.IO.Path.Combine(_folder, "world.turtl");

    public static byte[] ContentOf(string name, int length)
    {
        var bytes = new byte[length];
        ulong state = AssetId.FromName(name).Value;
        for (int i = 0; i < length; i++)
        {
            // Half noise, half repetition: compresses a little, so every codec path is met.
            state = (state * 6364136223846793005) + 1442695040888963407;
            bytes[i] = (i & 64) == 0 ? (byte)(state >> 56) : (byte)name.Length;
        }

        return bytes;
    }

    public TestWorld Add(string name, int length, Vector3? position = null, float radius = 1, string type = "other", params string[] depends)
    {
        _builder.Add(new BundleItem
        {
            Name = name,
            Type = type,
            Position = position,
            Radius = radius,
            DependsOn = depends,
            LoadBytes = () => ContentOf(name, length),
        });
        return this;
    }

    public TestWorld Add(BundleItem item)
    {
        _builder.Add(item);
        return this;
    }

    /// <summary>Adds an asset that can be used without what is optional.</summary>
    public TestWorld AddWith(string name, int length, string[] depends, string[] optional)
    {
        _builder.Add(new BundleItem { Name = name, Position = Vector3.Zero, Radius = 1, DependsOn = depends, OptionalDependsOn = optional, LoadBytes = () => ContentOf(name, length) });
        return this;
    }

    /// <summary>Adds a level of detail of a thing, 0 the finest.</summary>
    public TestWorld AddLevel(string name, int length, string thing, int level, Vector3? position = null, params string[] depends)
    {
        _builder.Add(new BundleItem
        {
            Name = name,
            Position = position,
            Radius = 1,
            Lod = level,
            LodGroup = thing,
            DependsOn = depends,
            LoadBytes = () => ContentOf(name, length),
        });
        return this;
    }

    public TestWorld AddMany(string prefix, int count, int length, float spacing = 10)
    {
        for (int i = 0; i < count; i++)
        {
            Add($"{prefix}{i}", length, new Vector3(i * spacing, 0, 0));
        }

        return this;
    }

    public TestWorld Write()
    {
        _builder.Write(Path);
        return this;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
