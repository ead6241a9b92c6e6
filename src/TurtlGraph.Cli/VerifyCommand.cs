using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl verify</c>: reads every byte of a bundle and says what is damaged.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var bundle = CommandOptions.Bundle();
        var keys = SignOptions.TrustedKeys();
        var json = CommandOptions.Json();
        var command = new Command("verify", "Checks header, tables and every payload byte against their BLAKE3 hashes, and names what is damaged.") { bundle, keys, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(bundle), SignOptions.Trust(parsed.GetValue(keys)), parsed.GetValue(json), interrupt));
        return command;
    }

    private static int Run(Terminal terminal, string path, BundleOpenOptions options, bool json, CancellationToken interrupt)
    {
        var report = terminal.WithProgress("verifying", view => BundleVerifier.VerifyFile(path, new ProgressRelay(view, interrupt), options));
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer => Write(writer, report, options));
        }
        else
        {
            Print(terminal.Out, report, options);
        }

        return report.IsOk ? ExitCode.Ok : ExitCode.Bad;
    }

    private static void Write(Utf8JsonWriter json, VerifyReport report, BundleOpenOptions options)
    {
        json.WriteString("bundle", report.Path);
        json.WriteBoolean("ok", report.IsOk);
        json.WriteNumber("entries", report.Entries);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteString("error", report.FormatError);
        json.WriteString("trust_error", report.TrustError);
        WriteSignature(json, report, options);
        json.WriteStartArray("damaged");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("name", problem.Name);
            json.WriteNumber("offset", problem.Offset);
            json.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(problem.Status.ToString()));
            json.WriteString("reason", problem.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSignature(Utf8JsonWriter json, VerifyReport report, BundleOpenOptions options)
    {
        if (report.Signature is not { } signature)
        {
            json.WriteNull("signature");
            return;
        }

        json.WriteStartObject("signature");
        json.WriteString("key_id", signature.KeyId.ToString());
        json.WriteString("label", signature.Label);
        json.WriteNumber("release", signature.Version);
        json.WriteBoolean("trusted", options.TrustedKeys.Count > 0 && report.TrustError is null);
        json.WriteEndObject();
    }

    private static void Print(TextWriter output, VerifyReport report, BundleOpenOptions options)
    {
        if (report.FormatError is { } error)
        {
            output.WriteLine($"damaged: {error}");
            output.WriteLine("what to do: nothing in it can be used; copy it again from where it is whole, or pack it again");
            return;
        }

        PrintTrust(output, report, options);

        foreach (var problem in report.Problems)
        {
            output.WriteLine($"damaged: {problem.Name}: {problem.Explanation}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Path}: {report.Entries} entries, {ByteSize.Format(report.Bytes)}: {(report.IsOk ? "every byte is right" : report.Problems.Count == 0 ? "every byte matches its hash, but who signed them is not trusted" : $"{report.Problems.Count} damaged")}"));
    }

    private static void PrintTrust(TextWriter output, VerifyReport report, BundleOpenOptions options)
    {
        if (report.TrustError is { } error)
        {
            output.WriteLine($"not trusted: {error}");
        }
        else if (report.Signature is { } signature)
        {
            var label = signature.Label.Length > 0 ? $" '{signature.Label}'" : "";
            output.WriteLine(options.TrustedKeys.Count > 0
                ? $"signed by {signature.KeyId}, release {signature.Version}{label}"
                : $"says to be signed by {signature.KeyId}, release {signature.Version}{label}; --key PUB.pem checks that");
        }
    }
}
