namespace TurtlGraph.Bundles;

/// <summary>What stands behind the key of a texture map: options of one to three arguments, then a file name that may hold blanks.</summary>
internal static class ObjTexture
{
    /// <summary>The file name with '/' as separator; empty when there is none.</summary>
    public static string Name(ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = line;
            var word = TextLines.Word(ref rest);
            if (!SkipOption(TextLines.Text(word), ref rest))
            {
                return TextLines.Text(line.Trim(" \t"u8)).Trim('"').Replace('\\', '/');
            }

            line = rest;
        }
    }

    private static bool SkipOption(string option, ref ReadOnlySpan<byte> rest)
    {
        switch (option)
        {
            case "-blendu" or "-blendv" or "-cc" or "-clamp" or "-bm" or "-boost" or "-texres" or "-imfchan" or "-type":
                TextLines.Word(ref rest);
                return true;
            case "-mm":
                TextLines.Word(ref rest);
                TextLines.Word(ref rest);
                return true;
            case "-o" or "-s" or "-t":
                for (var i = 0; i < 3; i++)
                {
                    var ahead = rest;
                    if (!TextLines.TryNumber(ref ahead, out _))
                    {
                        break;
                    }

                    rest = ahead;
                }

                return true;
            default:
                return false;
        }
    }
}
