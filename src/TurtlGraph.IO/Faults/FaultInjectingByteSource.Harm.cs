namespace TurtlGraph.IO;

// What the plan does to a read, on its way in and on its way out.
public sealed partial class FaultInjectingByteSource
{
    /// <summary>Fills the slot of a read; false when the read never reaches the inner source.</summary>
    private unsafe bool Plan(int slot, in ReadRequest request, long number)
    {
        ref HarmedRead read = ref _reads[slot];
        read = new HarmedRead { Request = request, Number = number, Fate = _plan.FateOf(number), Due = long.MinValue };
        read.Result.Token = request.Token;
        switch (read.Fate)
        {
            case FaultKind.Error:
                read.Result.Status = ReadStatus.Failed;
                read.Result.ErrorCode = _plan.ErrorCode;
                return false;
            case FaultKind.Never:
                read.Due = long.MaxValue;
                return false;
            case FaultKind.Short when request.Length <= 1:
                read.Result.Status = ReadStatus.Short;
                read.Result.Data = request.Destination;
                return false;
            case FaultKind.Slow:
                read.Due = _clock.GetTimestamp() + (long)(_plan.Delay.TotalSeconds * _clock.TimestampFrequency);
                break;
        }

        read.IsPassedOn = true;
        return true;
    }

    private ReadRequest PassedOn(int slot)
    {
        ref readonly HarmedRead read = ref _reads[slot];
        ReadRequest passed = read.Request;
        passed.Token = (ulong)slot;
        if (read.Fate == FaultKind.Short)
        {
            passed.Length = 1 + (int)_plan.Pick(read.Number, passed.Length - 1);
        }

        return passed;
    }

    private void Accept(int count)
    {
        foreach (int slot in _batch.AsSpan(0, count))
        {
            ref HarmedRead read = ref _reads[slot];
            read.IsUsed = true;
            Count(read.Fate);
            if (!read.IsPassedOn)
            {
                _held.Add(slot);
            }
        }
    }

    private unsafe void Spoil(ref HarmedRead read)
    {
        if (read.Fate == FaultKind.Short && read.Result.Status == ReadStatus.Ok)
        {
            read.Result.Status = ReadStatus.Short;
        }
        else if (read.Fate == FaultKind.FlippedBit && read.Result.BytesRead > 0 && read.Request.Destination is not null)
        {
            long bit = _plan.Pick(read.Number, read.Result.BytesRead * 8L);
            read.Request.Destination[bit >> 3] ^= (byte)(1 << (int)(bit & 7));
        }
    }

    private void Count(FaultKind fate) => _counts = fate switch
    {
        FaultKind.Error => _counts with { Reads = _counts.Reads + 1, Errors = _counts.Errors + 1 },
        FaultKind.Short => _counts with { Reads = _counts.Reads + 1, Shorts = _counts.Shorts + 1 },
        FaultKind.Slow => _counts with { Reads = _counts.Reads + 1, Slows = _counts.Slows + 1 },
        FaultKind.Never => _counts with { Reads = _counts.Reads + 1, Nevers = _counts.Nevers + 1 },
        FaultKind.FlippedBit => _counts with { Reads = _counts.Reads + 1, FlippedBits = _counts.FlippedBits + 1 },
        _ => _counts with { Reads = _counts.Reads + 1 },
    };
}
