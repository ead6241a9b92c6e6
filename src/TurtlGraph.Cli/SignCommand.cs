using System.CommandLine;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl sign</c>: a bundle gets a signature, its payloads stay as they are.</summary>
internal static class SignCommand
{
    public static Command Create(Terminal terminal)
    {
        var bundle = CommandOptions.Bundle();
        var key = new Option<string>("--key") { Description = "The private key (PEM) to sign with; 'turtl keygen' makes one.", Required = true, HelpName = "KEY.pem" };
        var output = new Option<string?>("--output", "-o") { Description = "The signed bundle; without it the bundle itself, replaced when the new one is whole.", HelpName = "FILE" };
        var label = SignOptions.Label();
        var release = SignOptions.Release();
        var json = CommandOptions.Json();
        var command = new Command("sign", "Signs a bundle: header and tables, and through the hashes in them every byte of the contents.") { bundle, key, output, label, release, json };
        command.SetAction(parsed => Run(
            terminal, parsed.GetRequiredValue(bundle), parsed.GetRequiredValue(key), parsed.GetValue(output), parsed.GetValue(label) ?? "", parsed.GetValue(release), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, string keyPath, string? output, string label, long release, bool json)
    {
        if (output is not null)
        {
            OutputFile.AllowBundle(output);
        }

        using var key = KeyFile.ReadPrivate(keyPath);
        var tables = BundleSigner.Sign(path, output ?? path, key, label, release);
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer =>
            {
                writer.WriteString("bundle", output ?? path);
                writer.WriteString("key_id", key.PublicKey.Id.ToString());
                writer.WriteString("label", label);
                writer.WriteNumber("release", release);
                writer.WriteString("tables_blake3", tables.ToString());
            });
        }
        else
        {
            terminal.Out.WriteLine($"{output ?? path}: signed by {key.PublicKey.Id}");
        }

        return ExitCode.Ok;
    }
}
