using System.Text;
using System.Text.RegularExpressions;

namespace TurtlGraph.Cli;

/// <summary>
/// Entry names with wildcards: '*' is any text within a path segment, '**' any text at all, '?' one character.
/// A pattern without wildcards also matches everything below it, as a folder.
/// </summary>
internal sealed class NamePattern
{
    private readonly Regex _regex;

    public NamePattern(string pattern)
    {
        Text = pattern;
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var deep = pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*';
            regex.Append(deep ? ".*" : pattern[i] switch
            {
                '*' => "[^/]*",
                '?' => "[^/]",
                _ => Regex.Escape(pattern[i].ToString()),
            });
            i += deep ? 1 : 0;
        }

        regex.Append(pattern.AsSpan().ContainsAny('*', '?') ? "$" : "(/.*)?$");
        _regex = new Regex(regex.ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    public string Text { get; }

    public bool Matches(string name) => _regex.IsMatch(name);
}
