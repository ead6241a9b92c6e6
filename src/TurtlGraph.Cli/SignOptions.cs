using System.CommandLine;
using System.Globalization;
using System.Text;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>What a signature says, for the commands that sign, and whom to trust, for those that check.</summary>
internal static class SignOptions
{
    public static Option<string> Label() => CommandOptions.Checked(
        new Option<string>("--label") { Description = "Words on the contents that are signed along.", HelpName = "TEXT", DefaultValueFactory = _ => "" },
        text => Encoding.UTF8.GetByteCount(text) <= BundleSignature.MaxLabelLength ? null : $"is longer than {BundleSignature.MaxLabelLength} bytes");

    public static Option<long> Release() => CommandOptions.Checked(
        new Option<long>("--release") { Description = "A number for the contents that is signed along; higher is newer.", HelpName = "N", DefaultValueFactory = _ => 0 },
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "is not a whole number of at least 0");

    public static Option<string[]> TrustedKeys() => new("--key")
    {
        Description = "A public key (PEM) that must have signed the bundle; may be given several times for one of several.",
        HelpName = "PUB.pem",
        DefaultValueFactory = _ => [],
    };

    /// <summary>How to open a bundle that one of the keys must have signed; any when there is none.</summary>
    public static BundleOpenOptions Trust(string[]? keys) => new() { TrustedKeys = [.. (keys ?? []).Select(KeyFile.ReadPublic)] };
}
