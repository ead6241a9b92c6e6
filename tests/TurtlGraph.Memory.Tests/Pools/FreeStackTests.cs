namespace TurtlGraph.Memory.Tests;

public sealed unsafe class FreeStackTests : IDisposable
{
    private const int Slots = 8;
    private readonly NativeArray<uint> _next = new(Slots);
    private readonly NativeArray<PaddedCounter> _head = new(1);

    public void Dispose()
    {
        _next.Dispose();
        _head.Dispose();
    }

    /// <summary>Lets a test run something between the reads and the exchange of a pop, once, on the thread that asked for it.</summary>
    private readonly struct OneShotGate : IStackGate
    {
        [ThreadStatic]
        private static Action? t_action;

        public static void Arm(Action action) => t_action = action;

        public static void BeforeExchange()
        {
            var action = t_action;
            t_action = null;
            action?.Invoke();
        }
    }

    [Fact]
    public void A_tagged_head_hands_no_slot_out_twice_when_it_was_taken_and_put_back()
    {
        var (interrupted, others, after) = TakenAndPutBack<Tagged>();
        Assert.Empty(interrupted.Intersect(others));
        Assert.Empty(after.Intersect(others));
        Assert.Equal(Slots, interrupted.Concat(others).Concat(after).Distinct().Count());
    }

    /// <summary>The same steps on a head without a tag, which shows that they provoke the fault and that the tag is what removes it.</summary>
    [Fact]
    public void An_untagged_head_hands_a_slot_out_twice_when_it_was_taken_and_put_back()
    {
        var (_, others, after) = TakenAndPutBack<Untagged>();
        Assert.Equal([1u], after.Intersect(others));
    }

    /// <summary>
    /// A thread that pops slot 0 is stopped when it has read that slot 1 lies under it; another thread takes 0 and 1, puts 0
    /// back and keeps 1. Then the first goes on and takes what is left. Returns who got what.
    /// </summary>
    private (uint[] Interrupted, uint[] Others, uint[] After) TakenAndPutBack<TTag>()
        where TTag : struct, IHeadTag
    {
        var stack = new FreeStack<TTag, OneShotGate>(_next.Pointer, &_head.Pointer->Value, Slots);
        stack.PushRange(0, Slots - 1);
        OneShotGate.Arm(() => Threads.RunOne(() =>
        {
            Assert.Equal([0u], PopOne(stack));
            Assert.Equal([1u], PopOne(stack));
            stack.Push([0]);
        }));
        var interrupted = PopOne(stack);
        var after = new List<uint>();
        for (var i = 0; i < Slots && PopOne(stack) is [var slot]; i++)
        {
            after.Add(slot);
        }

        return (interrupted, [1], [.. after]);
    }

    [Fact]
    public void A_pop_that_reads_what_others_write_starts_again()
    {
        var stack = new FreeStack<Tagged, OneShotGate>(_next.Pointer, &_head.Pointer->Value, Slots);
        stack.PushRange(0, Slots - 1);
        OneShotGate.Arm(() => Threads.RunOne(() =>
        {
            // A holder may write any mark into the word of its slot.
            Assert.Equal([0u], PopOne(stack));
            _next[0] = uint.MaxValue - 1;
        }));
        var slots = new uint[3];
        Assert.Equal(3, stack.Pop(slots));
        Assert.Equal([1u, 2u, 3u], slots);
    }

    [Fact]
    public void Alone_it_is_a_stack_of_batches() => Law.HoldsForSteps(60, 200, steps =>
    {
        var stack = new FreeStack<Tagged, NoGate>(_next.Pointer, &_head.Pointer->Value, Slots);
        stack.PushRange(0, Slots - 1);
        var model = new Stack<uint>(Enumerable.Range(0, Slots).Select(slot => (uint)slot).Reverse());
        var held = new List<uint>();
        foreach (var step in steps)
        {
            var count = 1 + (step / 2 % 3);
            if (step % 2 == 0)
            {
                var slots = new uint[count];
                var popped = stack.Pop(slots);
                var expected = Enumerable.Range(0, Math.Min(count, model.Count)).Select(_ => model.Pop()).ToArray();
                Assert.Equal(expected, slots[..popped]);
                held.AddRange(expected);
            }
            else if (held.Count >= count)
            {
                var slots = held[..count];
                held.RemoveRange(0, count);
                stack.Push([.. slots]);
                slots.Reverse();
                slots.ForEach(model.Push);
            }
        }
    });

    [Fact]
    public void Slots_may_lie_apart()
    {
        var stack = new FreeStack<Tagged, NoGate>(_next.Pointer, &_head.Pointer->Value, Slots);
        stack.PushRange(0, 6, 3);
        var slots = new uint[5];
        Assert.Equal(3, stack.Pop(slots));
        Assert.Equal([0u, 3u, 6u], slots[..3]);
        Assert.Equal(0, stack.Pop(slots));
    }

    private static uint[] PopOne<TTag, TGate>(FreeStack<TTag, TGate> stack)
        where TTag : struct, IHeadTag
        where TGate : struct, IStackGate
    {
        var slot = new uint[1];
        return stack.Pop(slot) == 1 ? slot : [];
    }
}
