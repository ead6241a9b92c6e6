namespace TurtlGraph.Caching;

/// <summary>The files of a store, seen so narrowly that tests can replace them by ones that fill up, tear writes and forget what was not flushed.</summary>
internal interface IStoreFolder
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Names of the files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file that is there.</summary>
    IStoreFile Open(string name);

    /// <summary>Makes an empty file, in place of one of that name.</summary>
    IStoreFile Create(string name);

    /// <summary>Gives a file another name, in place of one that has it.</summary>
    void Rename(string name, string newName);

    void Delete(string name);

    /// <summary>Returns when names that were made, changed and deleted lie on the device.</summary>
    void Flush();
}
