using System.CommandLine;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl keygen</c>: a pair of keys to sign bundles with.</summary>
internal static class KeygenCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--output", "-o") { Description = "The private key to write, to be kept secret.", Required = true, HelpName = "KEY.pem" };
        var publicKey = new Option<string?>("--public") { Description = "The public key to write, to ship with the game; KEY.pub.pem without it.", HelpName = "PUB.pem" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace keys that are already there." };
        var json = CommandOptions.Json();
        var command = new Command("keygen", "Makes a key pair for signing bundles: ECDSA on the curve P-256.") { output, publicKey, overwrite, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(output), parsed.GetValue(publicKey), parsed.GetValue(overwrite), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, string? publicPath, bool overwrite, bool json)
    {
        publicPath ??= Path.ChangeExtension(path, ".pub.pem");
        if (Path.GetFullPath(path) == Path.GetFullPath(publicPath))
        {
            throw new UsageException($"'{path}' cannot hold both keys; name another file with --public");
        }

        if (!overwrite && File.Exists(publicPath))
        {
            throw new IOException($"The file '{publicPath}' already exists.");
        }

        using var key = BundleSigningKey.Create();
        KeyFile.Write(path, key.ToPem(), isPrivate: true, overwrite);
        KeyFile.Write(publicPath, key.PublicKey.ToPem(), isPrivate: false, overwrite);
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("private_key", path);
                writer.WriteString("public_key", publicPath);
                writer.WriteString("key_id", key.PublicKey.Id.ToString());
            });
        }
        else
        {
            terminal.Out.WriteLine($"{path}: private key, keep it secret");
            terminal.Out.WriteLine($"{publicPath}: public key {key.PublicKey.Id}");
        }

        return ExitCode.Ok;
    }
}
