namespace TurtlGraph.Bundles;

/// <summary>One line of a <c>.stg</c> file that puts something into the world.</summary>
/// <param name="Verb">Its first word.</param>
/// <param name="Target">The file or the text of a sign.</param>
/// <param name="Line">Where it stands.</param>
/// <param name="At">Where the thing stands.</param>
/// <param name="Heading">Degrees, counter-clockwise from north.</param>
/// <param name="Pitch">Degrees about the axis to the right.</param>
/// <param name="Roll">Degrees about the axis to the back.</param>
internal sealed record FlightGearPlacement(string Verb, string Target, int Line, Geodetic At, double Heading, double Pitch, double Roll)
{
    public bool IsAboveGround => Verb.EndsWith("_AGL", StringComparison.Ordinal);

    public bool IsSign => Verb.StartsWith("OBJECT_SIGN", StringComparison.Ordinal);

    public bool IsShared => Verb.StartsWith("OBJECT_SHARED", StringComparison.Ordinal);

    /// <summary>A list of things with places of their own, not a model.</summary>
    public bool IsList => Verb.EndsWith("_LIST", StringComparison.Ordinal);
}
