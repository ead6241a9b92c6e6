namespace TurtlGraph.Memory;

/// <summary>In which order a mapped file is read, so that the system reads ahead as far as it pays.</summary>
public enum MappedAccess : byte
{
    /// <summary>The system's own guess.</summary>
    Normal = 0,

    /// <summary>From front to back: it reads far ahead and may drop early what lies behind.</summary>
    Sequential = 1,

    /// <summary>Here and there: it reads what is touched and nothing around it.</summary>
    Random = 2,
}
