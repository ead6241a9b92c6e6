using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

// From the table to the system and back. Any polling thread runs this: a claimed slot is its alone.
public sealed unsafe partial class CompletionPortByteSource
{
    private void StartWaiting()
    {
        while (!_stopping && Volatile.Read(ref _open) < _options.DeviceDepth && _reads.TryClaim(out int slot))
        {
            Start(slot);
        }
    }

    private void Start(int slot)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        Interlocked.Increment(ref _open);
        _running[slot].Done = 0;
        if ((uint)request.File >= (uint)Volatile.Read(ref _files).Length)
        {
            End(slot, ReadStatus.Failed, ReadError.UnknownFile);
        }
        else if (request.Offset < 0 || request.Length < 1 || request.Destination is null)
        {
            End(slot, ReadStatus.Failed, ReadError.InvalidRange);
        }
        else
        {
            Continue(slot);
        }
    }

    /// <summary>Starts the next operation of a read that has begun.</summary>
    private void Continue(int slot)
    {
        if (_stopping || IsCalledBack(slot))
        {
            End(slot, ReadStatus.Cancelled, 0);
            return;
        }

        ref readonly ReadRequest request = ref _reads[slot];
        int done = _running[slot].Done;
        long offset = request.Offset + done;
        int length = Math.Min(request.Length - done, _options.MaxReadBytes);
        PortOperation* operation = _operations + slot;
        *operation = new PortOperation { Offset = (uint)offset, OffsetHigh = (uint)(offset >> 32) };
        SafeFileHandle file = Volatile.Read(ref _files)[request.File];

        // Whether it is carried out at once or later, it arrives at the port; only a refusal does not.
        if (PortCalls.ReadFile(file.DangerousGetHandle(), request.Destination + done, (uint)length, null, operation))
        {
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == PortCalls.HandleEof)
        {
            End(slot, ReadStatus.Short, 0);
        }
        else if (error != PortCalls.Pending)
        {
            End(slot, ReadStatus.Failed, error);
        }
    }

    /// <summary>Takes what has arrived, waiting for the first up to a time (all bits set: no limit).</summary>
    private void Take(uint milliseconds)
    {
        const int AtOnce = 16;
        PortEntry* entries = stackalloc PortEntry[AtOnce];
        uint count = 0;
        if (!PortCalls.GetQueuedCompletionStatusEx(_port, entries, AtOnce, &count, milliseconds, 0))
        {
            return;
        }

        int taken = 0;
        for (uint i = 0; i < count; i++)
        {
            if (entries[i].Operation is not null)
            {
                Arrived((int)(entries[i].Operation - _operations), (int)entries[i].Bytes);
                taken++;
            }
        }

        // Others may sleep while this thread has more than it takes away.
        if (taken > 1)
        {
            WakeSleepers(taken - 1);
        }
    }

    private void Arrived(int slot, int bytes)
    {
        const uint EndOfFile = 0xC0000011;
        uint status = (uint)_operations[slot].Status;
        ref readonly ReadRequest request = ref _reads[slot];
        ref PortRead read = ref _running[slot];
        if (status == EndOfFile || (status == 0 && bytes == 0))
        {
            End(slot, ReadStatus.Short, 0);
            return;
        }

        if (status != 0)
        {
            Refused(slot, (int)PortCalls.RtlNtStatusToDosError(status));
            return;
        }

        read.Done += bytes;
        if (read.Done == request.Length)
        {
            End(slot, ReadStatus.Ok, 0);
        }
        else
        {
            Continue(slot);
        }
    }

    private void Refused(int slot, int error)
    {
        if (error == PortCalls.HandleEof)
        {
            End(slot, ReadStatus.Short, 0);
        }
        else if (error == PortCalls.OperationAborted)
        {
            // Called back, or hit in the place of an earlier read: then it goes on.
            Continue(slot);
        }
        else
        {
            End(slot, ReadStatus.Failed, error);
        }
    }

    private void End(int slot, ReadStatus status, int errorCode)
    {
        int bytes = status is ReadStatus.Failed or ReadStatus.Cancelled ? 0 : _running[slot].Done;
        _reads.Finish(slot, status, bytes, errorCode);
        Interlocked.Decrement(ref _open);
    }

    private bool IsCalledBack(int slot) => Volatile.Read(ref _running[slot].CancelOf) == _reads.SequenceOf(slot);

    private void CallBack(int slot)
    {
        foreach (SafeFileHandle file in Volatile.Read(ref _files))
        {
            // The slot's file may have changed under the canceller's eyes; an operation that is not of this file is not found.
            _ = PortCalls.CancelIoEx(file.DangerousGetHandle(), _operations + slot);
        }
    }
}
