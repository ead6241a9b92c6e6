namespace TurtlGraph.Memory;

/// <summary>Which pages larger than the system's normal ones are asked for. They save address translation misses in large blocks.</summary>
public enum HugePages : byte
{
    /// <summary>Normal pages.</summary>
    None = 0,

    /// <summary>
    /// The system is advised to use huge pages where it can (Linux). Elsewhere, or where the system has them switched off, normal
    /// pages are used.
    /// </summary>
    Transparent = 1,

    /// <summary>
    /// Huge pages from the system's pool (Linux, <c>vm.nr_hugepages</c>) or large pages (Windows, with the privilege to lock pages
    /// in memory; the whole range is then taken at once). Refused ones become <see cref="Transparent"/>, then normal pages.
    /// </summary>
    Explicit = 2,
}
