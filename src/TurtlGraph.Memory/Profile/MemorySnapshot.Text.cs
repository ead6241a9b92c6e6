using System.Globalization;

namespace TurtlGraph.Memory;

/// <content>The snapshot for people.</content>
public sealed partial class MemorySnapshot
{
    private const int WidestName = 32;

    /// <summary>The whole report.</summary>
    public override string ToString()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(text);
        return text.ToString();
    }

    /// <summary>Writes the report: tiers, owners, sizes, faults, native heap, refused hints, leaks.</summary>
    public void WriteTo(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteTiers(output);
        WriteOwners(output);
        WriteSizes(output);
        WriteSystem(output);
        WriteRefusals(output);
        foreach (var leak in _leaks)
        {
            output.WriteLine($"leak: {leak}");
        }
    }

    private static void WriteHead(TextWriter output, string first) => output.WriteLine(
        $"{first,-WidestName} {"in use",9} {"peak",9} {"committed",9} {"peak",9} {"waste",9} {"total",9} {"allocated",12} {"freed",12} {"resets",9} {"fragm.",7}");

    private static void WriteRow(TextWriter output, string name, in MemoryFigures figures)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-WidestName} {ByteText.Format(figures.CurrentBytes),9} {ByteText.Format(figures.PeakBytes),9} {ByteText.Format(figures.CommittedBytes),9} {ByteText.Format(figures.PeakCommittedBytes),9} {ByteText.Format(figures.WasteBytes),9} {ByteText.Format(figures.TotalBytes),9} {figures.Allocations,12} {figures.Frees,12} {figures.Resets,9} {figures.Fragmentation * 100,5:F1} %"));
    }

    private static string Cut(string name, int most) => name.Length > most ? string.Concat(name.AsSpan(0, most - 1), "…") : name;

    private void WriteTiers(TextWriter output)
    {
        WriteHead(output, "tier");
        for (var tier = 0; tier < _tiers.Length; tier++)
        {
            WriteRow(output, TierName((MemoryTier)tier), _tiers[tier]);
        }

        WriteRow(output, "all", _total);
    }

    private void WriteOwners(TextWriter output)
    {
        if (_ownerCount == 0)
        {
            return;
        }

        output.WriteLine();
        WriteHead(output, "owner");
        foreach (ref readonly var owner in Owners)
        {
            // A name too long for the column loses its end, not its tier.
            var tier = $" ({TierName(owner.Tier)})";
            WriteRow(output, Cut(owner.Name, WidestName - tier.Length) + tier, owner.Figures);
        }
    }

    private void WriteSizes(TextWriter output)
    {
        if (_total.Allocations == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{"size from",-WidestName} {"allocated",12} {"share",7}");
        for (var i = 0; i < SizeHistogram.Classes - 1; i++)
        {
            if (_total.Sizes[i] > 0)
            {
                var share = (double)_total.Sizes[i] / _total.Allocations;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{ByteText.Format(SizeHistogram.LowestSize(i)),-WidestName} {_total.Sizes[i],12} {share * 100,5:F1} %"));
            }
        }
    }

    private void WriteSystem(TextWriter output)
    {
        output.WriteLine();
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(Faults.TellsMajor
            ? string.Create(culture, $"page faults: {Faults.Minor} minor, {Faults.Major} major")
            : string.Create(culture, $"page faults: {Faults.Minor}, not told apart"));
        output.WriteLine(NativeHeap.IsTold
            ? string.Create(
                culture,
                $"native heap: {ByteText.Format(NativeHeap.UsedBytes)} in use of {ByteText.Format(NativeHeap.SystemBytes)}, {ByteText.Format(NativeHeap.FreeBytes)} free ({NativeHeap.Fragmentation * 100:F1} %)")
            : "native heap: not told by this system");
    }

    private void WriteRefusals(TextWriter output)
    {
        foreach (var hint in _refusals)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused: {hint.Owner}: {hint.Hint}: {hint.Reason} ({hint.Count} times)"));
        }

        if (FurtherRefusals > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused: {FurtherRefusals} more"));
        }
    }
}
