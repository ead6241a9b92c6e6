using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace TurtlGraph.Cli;

/// <summary>Options and arguments that several commands share, so that they read the same everywhere.</summary>
internal static class CommandOptions
{
    public static Argument<string> Bundle() =>
        NoOption(new Argument<string>("bundle") { Description = "The bundle, a .turtl file." });

    public static Argument<string[]> Names(string verb) => NoOption(new Argument<string[]>("names")
    {
        Description = $"Names, folders or patterns (*, **, ?) of the entries to {verb}; all without one.",
        Arity = ArgumentArity.ZeroOrMore,
    });

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout, and nothing else there." };

    /// <summary>A whole number from 0 to <paramref name="most"/>, 0 without the option.</summary>
    public static Option<int> Number(string name, string description, int most) => Checked(
        new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => 0 },
        text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= most
            ? null
            : $"is not a whole number from 0 to {most}");

    /// <summary>Lets only the given words pass.</summary>
    public static void OneOf<T>(Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        Checked(option, text => words.Contains(text, StringComparer.Ordinal) ? null : $"is not one of: {string.Join(", ", words)}");
    }

    /// <summary>Adds a check of the text that is given, which says what is wrong with it, or null.</summary>
    public static Option<T> Checked<T>(Option<T> option, Func<string, string?> problem)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (problem(token.Value) is { } reason)
                {
                    result.AddError($"{option.Name} {token.Value} {reason}");
                }
            }
        });
        return option;
    }

    /// <summary>Lets no misspelt option pass for an argument.</summary>
    public static Argument<T> NoOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(IsOption) is { } option)
            {
                result.AddError($"there is no option {option.Value}");
            }
        });
        return argument;
    }

    private static bool IsOption(Token token) => token.Value.Length > 1 && token.Value[0] == '-';
}
