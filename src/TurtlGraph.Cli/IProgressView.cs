namespace TurtlGraph.Cli;

/// <summary>Shows how far some work has come.</summary>
internal interface IProgressView
{
    /// <summary>Shows a state; cheap enough to be called often.</summary>
    /// <param name="fraction">What is done, 0 to 1.</param>
    /// <param name="note">Rate and remaining time in words, empty when they are not known.</param>
    void Show(double fraction, string note);
}
