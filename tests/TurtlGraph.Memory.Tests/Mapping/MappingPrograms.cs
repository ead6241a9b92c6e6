namespace TurtlGraph.Memory.Tests;

/// <summary>What mapping tests run in processes of their own, because it may end them or lower their limits.</summary>
internal static class MappingPrograms
{
    /// <summary>Cuts a file under an open map, then reads what is gone.</summary>
    public static int Cut(bool trusted, string path)
    {
        using MappedFile file = MappedFile.Open(path, new MappedFileOptions { Trusted = trusted });
        using (FileStream writer = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(0);
        }

        Console.WriteLine("cut");
        Console.Out.Flush();
        try
        {
            file.Read(file.Length / 2, new byte[100]);
            Console.WriteLine("read");
        }
        catch (Exception error)
        {
            Console.WriteLine(error.GetType().Name);
        }

        Console.WriteLine("alive");
        return 0;
    }

    /// <summary>Locks within and beyond a limit of 64 KiB.</summary>
    public static int Locks(string path)
    {
        UnixCalls.LimitLocks(64 << 10);
        var profile = new MemoryProfile();
        using MappedFile file = MappedFile.Open(path, new MappedFileOptions { Name = "limited", Profile = profile });
        using FileCopy copy = FileCopy.Of(file, 0, file.Length, "limited copy", profile);
        bool small = file.TryLock(0, 16 << 10);
        bool large = file.TryLock(0, file.Length);
        bool copied = copy.TryLock();
        var refused = profile.Snapshot().RefusedHints.Select(hint => $"{hint.Owner} {hint.Hint}: {hint.Reason}");
        Console.WriteLine($"small: {small}, large: {large}, copy: {copied}; {string.Join("; ", refused)}");
        return 0;
    }
}
