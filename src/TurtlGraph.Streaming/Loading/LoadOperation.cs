using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>One read of one or more neighbouring assets, from submission to the end of decoding.</summary>
internal unsafe struct LoadOperation
{
    /// <summary>Where the stored bytes go: staging memory, or the only part's destination when it is stored raw.</summary>
    public byte* Buffer;

    /// <summary>First byte in the file.</summary>
    public long Offset;

    /// <summary>The staging block that <see cref="Buffer"/> lies in; unused when <see cref="IsDirect"/>.</summary>
    public PayloadBlock Staging;

    /// <summary>When it was submitted, in seconds on the runtime's clock.</summary>
    public double SubmittedAt;

    /// <summary>When its bytes had arrived, as the frame thread saw it; 0 before.</summary>
    public double DecodingSince;

    /// <summary>Grows each time the slot is used again, so that a late event of an earlier use is recognised.</summary>
    public uint Generation;

    public int Length;

    public int File;

    public int Bundle;

    public int PartCount;

    /// <summary>The class whose tokens paid for it.</summary>
    public int Urgency;

    /// <summary>Pieces of decoding work: a block of a large asset, or several small assets.</summary>
    public int Units;

    /// <summary>Units not yet done; whoever does the last one ends the operation.</summary>
    public int UnitsLeft;

    public int BytesRead;

    public ReadStatus Read;

    /// <summary>Whether the bytes are read straight into the payload.</summary>
    public bool IsDirect;

    /// <summary>Whether it is a retry that goes to another source.</summary>
    public bool IsElsewhere;

    /// <summary>Whether its one asset comes from the compressed tier, and nothing is read.</summary>
    public bool IsRestore;

    /// <summary>Whether the slot is in use.</summary>
    public bool IsActive;

    /// <summary>Whether the watchdog gave it up: its memory is freed when its last event comes, its result is not used.</summary>
    public bool IsAbandoned;
}
