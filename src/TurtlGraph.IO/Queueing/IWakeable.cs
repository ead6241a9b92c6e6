namespace TurtlGraph.IO;

/// <summary>A source whose waiting threads can be called back, by what stands in front of it.</summary>
internal interface IWakeable
{
    /// <summary>Makes up to <paramref name="threads"/> threads that wait for a completion, or soon will, return early.</summary>
    void Wake(int threads);
}
