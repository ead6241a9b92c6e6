namespace TurtlGraph.Bundles;

/// <summary>A bundle is sound, but nobody who is trusted has signed it. Says which file, why, and what to do.</summary>
public sealed class UntrustedBundleException : IOException
{
    /// <summary>Creates the exception for a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why it is not trusted.</param>
    /// <param name="explanation">That in words, and what to do.</param>
    public UntrustedBundleException(string path, TrustProblem problem, string explanation)
        : base($"'{path}' is not trusted: {explanation}.")
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public UntrustedBundleException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public UntrustedBundleException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public UntrustedBundleException() : this("The bundle is not trusted.") { }

    /// <summary>The file.</summary>
    public string Path { get; } = "";

    /// <summary>Why it is not trusted.</summary>
    public TrustProblem Problem { get; }
}
