using System.Numerics;

namespace TurtlGraph.Flythrough;

/// <summary>Procedural meshes: trees, rocks and houses. Each variant of a family differs in size and detail.</summary>
internal static class Meshes
{
    /// <summary>A tapered trunk, branches, and cards of leaves about their ends.</summary>
    public static byte[] Tree(uint seed)
    {
        SeededRandom random = SeededRandom.For(seed, 0x71, 0);
        MeshFile mesh = new();
        float height = random.Between(7f, 22f), girth = height * random.Between(0.02f, 0.04f);
        Limb(mesh, Vector3.Zero, new Vector3(random.Between(-1f, 1f), height, random.Between(-1f, 1f)), girth, girth * 0.15f, 16, 14);
        int branches = 18 + random.Next(22);
        for (int i = 0; i < branches; i++)
        {
            float up = random.Between(0.3f, 0.97f), angle = random.Between(0f, MathF.Tau), reach = height * 0.32f * (1.15f - up);
            Vector3 root = new(0f, height * up, 0f);
            Vector3 tip = root + new Vector3(MathF.Cos(angle) * reach, reach * random.Between(0.1f, 0.6f), MathF.Sin(angle) * reach);
            Limb(mesh, root, tip, girth * 0.3f * (1.1f - up), girth * 0.04f, 5, 4);
            int cards = 10 + random.Next(8);
            for (int k = 0; k < cards; k++)
            {
                Leaf(mesh, Vector3.Lerp(root, tip, random.Between(0.35f, 1.05f)), random.Between(0.4f, 1.1f), ref random);
            }
        }

        return mesh.Write();
    }

    /// <summary>A cube blown up to a sphere, then pushed in and out by noise.</summary>
    public static byte[] Rock(uint seed)
    {
        SeededRandom random = SeededRandom.For(seed, 0x72, 0);
        int cells = 10 + random.Next(10);
        Vector3 stretch = new(random.Between(0.8f, 2.4f), random.Between(0.6f, 1.8f), random.Between(0.8f, 2.4f));
        MeshFile mesh = new();
        float[] us = new float[cells + 1], vs = new float[cells + 1], bumps = new float[cells + 1];
        for (int face = 0; face < 6; face++)
        {
            int first = mesh.VertexCount;
            for (int row = 0; row <= cells; row++)
            {
                RockRow(mesh, seed + (uint)face, face, row, cells, stretch, us, vs, bumps);
            }

            Grid(mesh, first, cells, cells);
        }

        return mesh.Write();
    }

    /// <summary>Walls with bays of sunk windows floor by floor, a roof, chimneys.</summary>
    public static byte[] House(uint seed)
    {
        SeededRandom random = SeededRandom.For(seed, 0x73, 0);
        MeshFile mesh = new();
        int floors = 1 + random.Next(5), bays = 3 + random.Next(6), depth = 2 + random.Next(4);
        const float Bay = 2.6f, Storey = 3.1f;
        Vector3 half = new(bays * Bay * 0.5f, 0f, depth * Bay * 0.5f);
        uint tint = 0xFF000000u | (random.NextUInt() & 0x3F3F3Fu) | 0x808080u;
        Vector3[] corners = [new(-half.X, 0, -half.Z), new(half.X, 0, -half.Z), new(half.X, 0, half.Z), new(-half.X, 0, half.Z)];
        for (int side = 0; side < 4; side++)
        {
            Vector3 from = corners[side], to = corners[(side + 1) & 3];
            int count = (side & 1) == 0 ? bays : depth;
            for (int floor = 0; floor < floors; floor++)
            {
                for (int bay = 0; bay < count; bay++)
                {
                    Vector3 a = Vector3.Lerp(from, to, bay / (float)count), b = Vector3.Lerp(from, to, (bay + 1) / (float)count);
                    Window(mesh, a + new Vector3(0, floor * Storey, 0), b + new Vector3(0, floor * Storey, 0), Storey, tint, ref random);
                }
            }
        }

        Vector3 eaves = new(0f, floors * Storey, 0f), ridge = eaves + new Vector3(0f, random.Between(1.5f, 4f), 0f);
        Vector3 left = ridge - new Vector3(half.X, 0f, 0f), right = ridge + new Vector3(half.X, 0f, 0f);
        mesh.Quad(corners[0] + eaves, corners[1] + eaves, right, left, tint);
        mesh.Quad(corners[2] + eaves, corners[3] + eaves, left, right, tint);
        for (int i = 0; i < 1 + random.Next(3); i++)
        {
            mesh.Box(eaves + new Vector3(random.Between(-half.X, half.X) * 0.7f, 0.5f, 0f), new Vector3(0.7f, 3.5f, 0.7f), tint);
        }

        return mesh.Write();
    }

    private static void Limb(MeshFile mesh, Vector3 from, Vector3 to, float thick, float thin, int sides, int rings)
    {
        Vector3 axis = Vector3.Normalize(to - from);
        Vector3 side = Vector3.Normalize(Vector3.Cross(axis, MathF.Abs(axis.Y) < 0.9f ? Vector3.UnitY : Vector3.UnitX));
        Vector3 other = Vector3.Cross(axis, side);
        int first = mesh.VertexCount;
        for (int ring = 0; ring <= rings; ring++)
        {
            float t = ring / (float)rings;
            for (int s = 0; s <= sides; s++)
            {
                (float sin, float cos) = MathF.SinCos(MathF.Tau * s / sides);
                Vector3 normal = (side * cos) + (other * sin);
                Vector3 point = Vector3.Lerp(from, to, t) + (normal * (thick + ((thin - thick) * t)));
                mesh.Add(MeshVertex.At(point, normal, s / (float)sides, t, 0xFF8A6A50u, t * t));
            }
        }

        Grid(mesh, first, sides, rings);
    }

    private static void Leaf(MeshFile mesh, Vector3 center, float size, ref SeededRandom random)
    {
        (float sin, float cos) = MathF.SinCos(random.Between(0f, MathF.Tau));
        Vector3 across = new Vector3(cos, random.Between(-0.4f, 0.4f), sin) * size;
        Vector3 along = new Vector3(-sin * 0.4f, random.Between(0.5f, 1f), cos * 0.4f) * size;
        uint tint = 0xFF000000u | (random.NextUInt() & 0x1F3F1Fu) | 0x408040u;
        mesh.Quad(center - across - along, center + across - along, center + across + along, center - across + along, tint, 0.8f);
    }

    private static void RockRow(MeshFile mesh, uint seed, int face, int row, int cells, Vector3 stretch, float[] us, float[] vs, float[] bumps)
    {
        for (int i = 0; i <= cells; i++)
        {
            us[i] = ((2f * i) / cells) - 1f;
            vs[i] = ((2f * row) / cells) - 1f;
        }

        Array.Clear(bumps);
        GradientNoise.Add(us, vs, bumps, new NoiseLayer(seed, 1.3f, 0.35f));
        GradientNoise.Add(us, vs, bumps, new NoiseLayer(seed + 9, 4.1f, 0.12f));
        for (int i = 0; i <= cells; i++)
        {
            Vector3 cube = face switch
            {
                0 => new(1f, us[i], vs[i]), 1 => new(-1f, us[i], vs[i]), 2 => new(us[i], 1f, vs[i]),
                3 => new(us[i], -1f, vs[i]), 4 => new(us[i], vs[i], 1f), _ => new(us[i], vs[i], -1f),
            };
            Vector3 normal = Vector3.Normalize(cube);
            float edge = (1f - MathF.Abs(us[i])) * (1f - MathF.Abs(vs[i]));
            Vector3 point = normal * stretch * (1f + (bumps[i] * MathF.Min(1f, edge * 4f)));
            mesh.Add(MeshVertex.At(point, normal, (us[i] + 1f) * 0.5f, (vs[i] + 1f) * 0.5f, 0xFF909090u));
        }
    }

    private static void Window(MeshFile mesh, Vector3 a, Vector3 b, float storey, uint tint, ref SeededRandom random)
    {
        Vector3 across = b - a, inward = Vector3.Normalize(Vector3.Cross(across, Vector3.UnitY)) * -0.25f;
        float left = random.Between(0.18f, 0.3f), right = 1f - left, sill = storey * 0.3f, head = storey * random.Between(0.75f, 0.9f);
        Vector3 p0 = a + (across * left), p1 = a + (across * right);
        Vector3 low = new(0, sill, 0), high = new(0, head, 0), top = new(0, storey, 0);
        mesh.Quad(a, p0, p0 + top, a + top, tint);
        mesh.Quad(p1, b, b + top, p1 + top, tint);
        mesh.Quad(p0, p1, p1 + low, p0 + low, tint);
        mesh.Quad(p0 + high, p1 + high, p1 + top, p0 + top, tint);
        mesh.Quad(p0 + low, p0 + low + inward, p0 + high + inward, p0 + high, tint);
        mesh.Quad(p1 + low + inward, p1 + low, p1 + high, p1 + high + inward, tint);
        mesh.Quad(p0 + low + inward, p1 + low + inward, p1 + high + inward, p0 + high + inward, 0xFF705840u);
    }

    private static void Grid(MeshFile mesh, int first, int columns, int rows)
    {
        int stride = columns + 1;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int at = first + (row * stride) + column;
                mesh.Quad(at, at + 1, at + stride + 1, at + stride);
            }
        }
    }
}
