using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

/// <summary>
/// <c>F_RDADVISE</c> of macOS: the system starts to read a range into its cache, so that the device works on the reads that
/// wait for a worker too.
/// </summary>
internal static unsafe partial class MacAdvice
{
    private const int ReadAdvise = 44;

    public static bool IsSupported { get; } = OperatingSystem.IsMacOS();

    public static void ReadSoon(SafeFileHandle file, long offset, int length)
    {
        if (offset < 0 || length < 1)
        {
            return;
        }

        Range range = new() { Offset = offset, Count = length };
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            int descriptor = (int)file.DangerousGetHandle();
            _ = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? ControlArm64(descriptor, ReadAdvise, 0, 0, 0, 0, 0, 0, &range)
                : Control(descriptor, ReadAdvise, &range);
        }
        catch (ObjectDisposedException)
        {
            // The source is being disposed: nothing will be read.
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, Range* range);

    // On Apple's arm64 a variable argument lies on the stack, where the ninth of a plain call does.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ControlArm64(int descriptor, int command, nint a, nint b, nint c, nint d, nint e, nint f, Range* range);

    /// <summary>struct radvisory.</summary>
    private struct Range
    {
        public long Offset;
        public int Count;
    }
}
