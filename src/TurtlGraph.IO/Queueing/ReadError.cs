namespace TurtlGraph.IO;

/// <summary>Error numbers a source reports itself, in the numbering of POSIX.</summary>
internal static class ReadError
{
    /// <summary>Input/output error (EIO).</summary>
    public const int InputOutput = 5;

    /// <summary>The read names a file that was never added (EBADF).</summary>
    public const int UnknownFile = 9;

    /// <summary>The offset or the length of the read is out of range (EINVAL).</summary>
    public const int InvalidRange = 22;

    /// <summary>The operating system's number inside an exception: errno on Unix, the Win32 code on Windows.</summary>
    public static int From(Exception exception)
    {
        const int FacilityWin32 = 7;
        int result = exception.HResult;
        bool isWin32 = result < 0 && ((result >> 16) & 0x7FF) == FacilityWin32;
        int code = isWin32 ? result & 0xFFFF : result;
        return code > 0 ? code : InputOutput;
    }
}
