namespace TurtlGraph.Cli.Tests;

/// <summary>Harms a bundle the way a bad disk does.</summary>
internal static class Damage
{
    /// <summary>Flips one bit in the middle of an entry's stored bytes.</summary>
    public static void FlipInside(string bundle, string name)
    {
        var entry = Workplace.Json("inspect", bundle, name).GetProperty("entry");
        Flip(bundle, entry.GetProperty("offset").GetInt64() + (entry.GetProperty("stored_bytes").GetInt64() / 2));
    }

    /// <summary>Flips one bit of the tables, which lie where the header says at byte 32.</summary>
    public static void FlipInTables(string bundle) => Flip(bundle, BitConverter.ToInt64(File.ReadAllBytes(bundle), 32) + 300);

    private static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 0x10));
    }
}
