using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>The privilege to lock pages in memory, without which Windows gives no large pages.</summary>
internal static unsafe partial class LockPagesPrivilege
{
    private const string Name = "SeLockMemoryPrivilege";
    private const uint AdjustPrivileges = 0x20;
    private const uint Query = 0x08;
    private const uint Enabled = 0x02;
    private const int NotAllAssigned = 1300;

    /// <summary>Enables the privilege for this process; null when it is enabled, else why not.</summary>
    public static string? Enable()
    {
        if (OpenProcessToken(GetCurrentProcess(), AdjustPrivileges | Query, out var token) == 0)
        {
            return LastError();
        }

        try
        {
            var wanted = new TokenPrivileges { Count = 1, Attributes = Enabled };
            if (LookupPrivilegeValue(null, Name, out wanted.Luid) == 0
                || AdjustTokenPrivileges(token, 0, in wanted, 0, 0, 0) == 0)
            {
                return LastError();
            }

            return Marshal.GetLastPInvokeError() == NotAllAssigned
                ? "the user lacks the privilege \"Lock pages in memory\"" : null;
        }
        finally
        {
            _ = CloseHandle(token);
        }
    }

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct TokenPrivileges
    {
        public uint Count;
        public long Luid;
        public uint Attributes;
    }

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int CloseHandle(nint handle);

    [LibraryImport("advapi32", SetLastError = true)]
    private static partial int OpenProcessToken(nint process, uint access, out nint token);

    [LibraryImport("advapi32", EntryPoint = "LookupPrivilegeValueW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial int LookupPrivilegeValue(string? system, string name, out long luid);

    [LibraryImport("advapi32", SetLastError = true)]
    private static partial int AdjustTokenPrivileges(
        nint token, int disableAll, in TokenPrivileges wanted, uint previousLength, nint previous, nint previousNeeded);
}
