using System.Globalization;

namespace TurtlGraph.IO;

/// <summary>Whether a file lies on a device that has to seek.</summary>
internal static class RotationalDevice
{
    /// <summary>What Linux says about the device; false elsewhere, and where it does not say.</summary>
    public static bool Holds(string path)
    {
        if (!LinuxCalls.IsSupported)
        {
            return false;
        }

        try
        {
            using var file = File.OpenHandle(path);
            return LinuxCalls.TryStatus((int)file.DangerousGetHandle(), out FileFacts facts)
                && IsRotational("/sys/dev/block", facts.DeviceMajor, facts.DeviceMinor);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads <c>queue/rotational</c> of a block device; a partition's lies one folder above.</summary>
    internal static bool IsRotational(string blockFolder, uint major, uint minor)
    {
        string device = Path.Combine(blockFolder, string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}"));
        foreach (string file in (string[])[Path.Combine(device, "queue", "rotational"), Path.Combine(device, "..", "queue", "rotational")])
        {
            if (File.Exists(file))
            {
                return File.ReadAllText(file).Trim() == "1";
            }
        }

        return false;
    }
}
