using System.Text.RegularExpressions;

namespace TurtlGraph.Layers.Tests;

internal static partial class Patterns
{
    /// <summary>A friend assembly, as a project item or as an attribute in code.</summary>
    [GeneratedRegex("""InternalsVisibleTo\s+Include\s*=\s*"(?<item>[^"]+)"|\bInternalsVisibleTo(Attribute)?\s*\(\s*"(?<code>[^",]+)""")]
    public static partial Regex Friend();

    /// <summary>A public type at the start of a line: with file-scoped namespaces, that is a top-level type.</summary>
    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*(?:record\s+class|record\s+struct|class|struct|interface|enum|record|delegate\s+[^(]*?)\s+(?<name>@?\w+)", RegexOptions.Multiline)]
    public static partial Regex PublicType();
}
