using System.Security.Cryptography;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>Keys in PEM files.</summary>
internal static class KeyFile
{
    /// <summary>Reads a private key; the caller disposes it.</summary>
    public static BundleSigningKey ReadPrivate(string path) => Read(path, BundleSigningKey.FromPem);

    /// <summary>Reads a public key, or the public half of a private one.</summary>
    public static BundlePublicKey ReadPublic(string path) => Read(path, BundlePublicKey.FromPem);

    /// <summary>Writes a new file; a private one can be read by its owner alone.</summary>
    public static void Write(string path, string pem, bool isPrivate, bool overwrite)
    {
        var options = new FileStreamOptions { Mode = overwrite ? FileMode.Create : FileMode.CreateNew, Access = FileAccess.Write };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            if (overwrite)
            {
                File.Delete(path);
            }
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(pem);
    }

    private static T Read<T>(string path, Func<string, T> parse)
    {
        const int largest = 1 << 16;
        if (new FileInfo(path) is { Exists: true, Length: > largest })
        {
            throw new UsageException($"'{path}' is too large to be a key");
        }

        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (CryptographicException error)
        {
            throw new UsageException($"'{path}': {error.Message.TrimEnd('.')}");
        }
    }
}
