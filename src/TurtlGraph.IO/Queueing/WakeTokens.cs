using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.IO;

/// <summary>A counting semaphore whose release takes no lock where the system has futexes; elsewhere the framework's own.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds a system handle only when asked for one, and a waiter may still come after its owner was disposed.")]
internal sealed unsafe class WakeTokens
{
    // Pinned, because the kernel knows the word by its address.
    private readonly int[] _count = GC.AllocateArray<int>(1, pinned: true);
    private readonly SemaphoreSlim? _semaphore = Futex.IsSupported ? null : new SemaphoreSlim(0);

    /// <summary>Tokens that nobody has taken yet.</summary>
    public int Count => _semaphore?.CurrentCount ?? Volatile.Read(ref _count[0]);

    /// <summary>Adds tokens and wakes as many sleepers.</summary>
    public void Release(int tokens)
    {
        if (_semaphore is not null)
        {
            _semaphore.Release(tokens);
            return;
        }

        Interlocked.Add(ref _count[0], tokens);
        Futex.Wake(Word, tokens);
    }

    /// <summary>Takes a token, sleeping until there is one or the time has passed (-1: no limit); false when there was none.</summary>
    public bool Wait(int milliseconds)
    {
        if (_semaphore is not null)
        {
            return _semaphore.Wait(milliseconds);
        }

        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        while (!TryTake())
        {
            long left = milliseconds < 0 ? -1 : Math.Max(0, deadline - Environment.TickCount64);
            if (!Futex.Wait(Word, 0, left))
            {
                return TryTake();
            }
        }

        return true;
    }

    private int* Word => (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _count[0]);

    private bool TryTake()
    {
        int seen = Volatile.Read(ref _count[0]);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref _count[0], seen - 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }
}
