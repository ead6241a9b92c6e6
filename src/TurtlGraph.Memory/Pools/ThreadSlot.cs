namespace TurtlGraph.Memory;

/// <summary>
/// A small number that no other live thread has, by which a thread finds what is its own in a table. It passes to a new
/// thread when its thread is gone, together with what lies in those tables.
/// </summary>
internal static unsafe class ThreadSlot
{
    /// <summary>Numbers there are, 0 included.</summary>
    public const int Count = 512;

    // Alone in a class without initialisers, so that reading it is one instruction or two and no call.
    [ThreadStatic]
    private static nint t_offset;

    [ThreadStatic]
    private static bool t_refused;

    [ThreadStatic]
    private static Holder? t_holder;

    /// <summary>The calling thread's number; 0, which belongs to nobody, before it took one or when there are none left.</summary>
    public static int Current => (int)(t_offset / sizeof(ThreadCache));

    /// <summary>Bytes before the calling thread's entry in a table of <see cref="ThreadCache"/>s, which the hot path adds to its start as it is.</summary>
    public static nint CacheOffset => t_offset;

    /// <summary>All numbers ever given are below this.</summary>
    public static int HighWater => Registry.HighWater;

    /// <summary>Takes a number for the calling thread and returns it.</summary>
    public static int Take()
    {
        if (t_offset == 0 && !t_refused)
        {
            var slot = Registry.Take();
            t_offset = slot * sizeof(ThreadCache);
            t_refused = slot == 0;
            t_holder = t_refused ? null : new Holder(slot);
        }

        return Current;
    }

    /// <summary>Gives the number back when the thread is gone and its statics with it.</summary>
    private sealed class Holder(int slot)
    {
        ~Holder() => Registry.GiveBack(slot);
    }

    private static class Registry
    {
        private static readonly Lock s_lock = new();
        private static readonly Stack<int> s_free = [];
        private static int s_highWater = 1;

        public static int HighWater => Volatile.Read(ref s_highWater);

        public static int Take()
        {
            lock (s_lock)
            {
                return s_free.TryPop(out var slot) ? slot : s_highWater < Count ? s_highWater++ : 0;
            }
        }

        public static void GiveBack(int slot)
        {
            lock (s_lock)
            {
                s_free.Push(slot);
            }
        }
    }
}
