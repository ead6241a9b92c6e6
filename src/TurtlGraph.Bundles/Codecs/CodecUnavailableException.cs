namespace TurtlGraph.Bundles;

/// <summary>A codec's library is not on this machine. The message names the library and how to install it.</summary>
public sealed class CodecUnavailableException : InvalidOperationException
{
    /// <summary>Creates the exception for a codec.</summary>
    public CodecUnavailableException(CodecId codec, string message) : base(message) => Codec = codec;

    /// <summary>Creates the exception with a message.</summary>
    public CodecUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public CodecUnavailableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception with a general message.</summary>
    public CodecUnavailableException() : base("The codec is not available on this machine.") { }

    /// <summary>The codec.</summary>
    public CodecId Codec { get; }
}
