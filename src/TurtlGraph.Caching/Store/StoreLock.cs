using System.Globalization;

namespace TurtlGraph.Caching;

/// <summary>
/// The right to write to a folder: a file held open for oneself alone, which the system lets go of when the process ends, however it
/// ends. Beside it stands who holds it, for the message to others.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const string LockName = "store.lock";
    private const string OwnerName = "store.owner";

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreInUseException">Somebody else holds it.</exception>
    public static StoreLock Take(string folder)
    {
        string path = Path.Combine(folder, LockName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (PathTooLongException or DirectoryNotFoundException) && File.Exists(path))
        {
            throw new StoreInUseException(folder, Owner(folder), error);
        }

        try
        {
            File.WriteAllText(Path.Combine(folder, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // A full disk: the message to others will be poorer, the lock holds.
        }

        return new StoreLock(file);
    }

    public static bool IsOwn(string name) => name is LockName or OwnerName;

    public void Dispose() => _file.Dispose();

    private static string Owner(string folder)
    {
        try
        {
            return $"process {File.ReadAllText(Path.Combine(folder, OwnerName)).Trim()}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
