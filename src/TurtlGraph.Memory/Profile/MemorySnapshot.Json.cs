using System.Text.Json;

namespace TurtlGraph.Memory;

/// <content>The snapshot for programs.</content>
public sealed partial class MemorySnapshot
{
    /// <summary>Writes the snapshot as one JSON object; field names are in snake case and stay the same.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteStartObject("total");
        WriteFigures(json, _total);
        json.WriteEndObject();
        json.WriteStartObject("tiers");
        for (var tier = 0; tier < _tiers.Length; tier++)
        {
            json.WriteStartObject(TierName((MemoryTier)tier));
            WriteFigures(json, _tiers[tier]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteOwners(json);
        WriteFaults(json);
        WriteNativeHeap(json);
        WriteRefusals(json);
        WriteLeaks(json);
        json.WriteEndObject();
    }

    private static string TierName(MemoryTier tier) => tier switch
    {
        MemoryTier.Mapped => "mapped",
        MemoryTier.Arena => "arena",
        MemoryTier.Pool => "pool",
        _ => "heap",
    };

    private static void WriteFigures(Utf8JsonWriter json, in MemoryFigures figures)
    {
        json.WriteNumber("current_bytes", figures.CurrentBytes);
        json.WriteNumber("peak_bytes", figures.PeakBytes);
        json.WriteNumber("committed_bytes", figures.CommittedBytes);
        json.WriteNumber("peak_committed_bytes", figures.PeakCommittedBytes);
        json.WriteNumber("total_bytes", figures.TotalBytes);
        json.WriteNumber("allocations", figures.Allocations);
        json.WriteNumber("frees", figures.Frees);
        json.WriteNumber("resets", figures.Resets);
        json.WriteNumber("waste_bytes", figures.WasteBytes);
        json.WriteNumber("free_bytes", figures.FreeBytes);
        json.WriteNumber("largest_free_bytes", figures.LargestFreeBytes);
        json.WriteNumber("fragmentation", Math.Round(figures.Fragmentation, 4));
        json.WriteStartArray("sizes");
        for (var i = 0; i < SizeHistogram.Classes - 1; i++)
        {
            if (figures.Sizes[i] != 0)
            {
                json.WriteStartObject();
                json.WriteNumber("from_bytes", SizeHistogram.LowestSize(i));
                json.WriteNumber("count", figures.Sizes[i]);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private void WriteOwners(Utf8JsonWriter json)
    {
        json.WriteStartArray("owners");
        foreach (ref readonly var owner in Owners)
        {
            json.WriteStartObject();
            json.WriteString("name", owner.Name);
            json.WriteString("tier", TierName(owner.Tier));
            json.WriteNumber("accounts", owner.Accounts);
            WriteFigures(json, owner.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteFaults(Utf8JsonWriter json)
    {
        json.WriteStartObject("page_faults");
        json.WriteNumber("minor", Faults.Minor);
        if (Faults.TellsMajor)
        {
            json.WriteNumber("major", Faults.Major);
        }
        else
        {
            json.WriteNull("major");
        }

        json.WriteEndObject();
    }

    private void WriteNativeHeap(Utf8JsonWriter json)
    {
        if (!NativeHeap.IsTold)
        {
            json.WriteNull("native_heap");
            return;
        }

        json.WriteStartObject("native_heap");
        json.WriteNumber("system_bytes", NativeHeap.SystemBytes);
        json.WriteNumber("used_bytes", NativeHeap.UsedBytes);
        json.WriteNumber("free_bytes", NativeHeap.FreeBytes);
        json.WriteNumber("free_blocks", NativeHeap.FreeBlocks);
        json.WriteNumber("fragmentation", Math.Round(NativeHeap.Fragmentation, 4));
        json.WriteEndObject();
    }

    private void WriteRefusals(Utf8JsonWriter json)
    {
        json.WriteStartArray("refused_hints");
        foreach (var hint in _refusals)
        {
            json.WriteStartObject();
            json.WriteString("owner", hint.Owner);
            json.WriteString("hint", hint.Hint);
            json.WriteString("reason", hint.Reason);
            json.WriteNumber("count", hint.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("further_refusals", FurtherRefusals);
    }

    private void WriteLeaks(Utf8JsonWriter json)
    {
        json.WriteStartArray("leaks");
        foreach (var leak in _leaks)
        {
            json.WriteStartObject();
            json.WriteString("owner", leak.Owner);
            json.WriteNumber("bytes", leak.Bytes);
            json.WriteString("thread", leak.Thread);
            json.WriteString("stack", leak.Stack);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
