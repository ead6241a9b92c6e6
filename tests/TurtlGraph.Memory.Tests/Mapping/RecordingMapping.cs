using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory.Tests;

/// <summary>The running system's calls, recorded, with hints refused on request.</summary>
internal sealed unsafe class RecordingMapping : IMappingPlatform
{
    private static readonly IMappingPlatform System = MappingPlatform.Current;
    private byte* _start;

    /// <summary>Why every hint is refused, or null.</summary>
    public string? Refusal { get; set; }

    /// <summary>What was hinted, as offsets into the file.</summary>
    public List<(string What, long From, long To)> Hints { get; } = [];

    public SafeFileHandle Open(string path, MappedAccess access) => System.Open(path, access);

    public byte* Map(SafeFileHandle file, long length) => _start = System.Map(file, length);

    public void Unmap(byte* start, long length) => System.Unmap(start, length);

    public string? Advise(byte* start, long length, MappedAdvice advice) => Note(advice.ToString(), start, length, System.Advise(start, length, advice));

    public string? Populate(byte* start, long length) => Note("Populate", start, length, System.Populate(start, length));

    public string? Lock(byte* start, long length) => Note("Lock", start, length, System.Lock(start, length));

    public string? CountResident(byte* start, long length, out long bytes) => Note("Residency", start, length, System.CountResident(start, length, out bytes));

    private string? Note(string what, byte* start, long length, string? answer)
    {
        Hints.Add((what, start - _start, start - _start + length));
        return Refusal ?? answer;
    }
}
