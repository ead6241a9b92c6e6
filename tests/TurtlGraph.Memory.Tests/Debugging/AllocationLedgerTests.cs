namespace TurtlGraph.Memory.Tests;

public sealed unsafe class AllocationLedgerTests : IDisposable
{
    private readonly NativeArray<byte> _memory = new(64 << 10, new CollectionOptions { Guards = MemoryGuards.Off });
    private readonly MemoryProfile _profile = new();
    private readonly AllocationLedger _ledger;
    private long _used;

    public AllocationLedgerTests() => _ledger = AllocationLedger.Create(MemoryGuards.On, "test", _profile)!;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Without_guards_there_is_no_ledger()
    {
        Assert.Null(AllocationLedger.Create(MemoryGuards.Off, "test", null));
        Assert.NotNull(AllocationLedger.Create(MemoryGuards.On, "test", null));
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(100, 64)]
    [InlineData(4096, 4096)]
    [InlineData(7, 1)]
    public void A_users_pointer_is_aligned_and_its_memory_holds_the_fresh_pattern(int bytes, int alignment)
    {
        var pointer = Allocate(bytes, alignment);
        Assert.Equal(0, (nint)pointer % alignment);
        Assert.Equal(-1, new Span<byte>(pointer, bytes).IndexOfAnyExcept(AllocationLedger.Fresh));
        new Span<byte>(pointer, bytes).Clear();
        _ledger.Removed(pointer, out var freed);
        Assert.Equal(bytes, freed);
        Assert.Equal(-1, new Span<byte>(pointer, bytes).IndexOfAnyExcept(AllocationLedger.Poison));
    }

    [Fact]
    public void An_allocator_that_promises_zeros_keeps_its_word()
    {
        var pointer = _ledger.Added(_memory.Pointer, 10, 64, fill: false);
        Assert.Equal(-1, new Span<byte>(pointer, 10).IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(-1, MemoryFault.FrontGuard)]
    [InlineData(-64, MemoryFault.FrontGuard)]
    [InlineData(100, MemoryFault.BackGuard)]
    [InlineData(163, MemoryFault.BackGuard)]
    public void A_write_past_either_end_is_found(int offset, MemoryFault fault)
    {
        var pointer = Allocate(100);
        pointer[offset] = 0;
        Assert.Equal(fault, Assert.Throws<MemoryCorruptionException>(_ledger.Verify).Fault);
        var thrown = Assert.Throws<MemoryCorruptionException>(() => _ledger.Removed(pointer, out _));
        Assert.Equal(fault, thrown.Fault);
        Assert.Equal((nint)pointer, thrown.Address);
        Assert.Equal(100, thrown.Bytes);
        Assert.Contains(nameof(A_write_past_either_end_is_found), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_double_free_tells_who_allocated_and_who_freed_first()
    {
        var pointer = AllocateInAPlaceOfItsOwn();
        FreeInAPlaceOfItsOwn(pointer);
        var thrown = Assert.Throws<MemoryCorruptionException>(() => _ledger.Removed(pointer, out _));
        Assert.Equal(MemoryFault.DoubleFree, thrown.Fault);
        Assert.Contains(nameof(AllocateInAPlaceOfItsOwn), thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FreeInAPlaceOfItsOwn), thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(A_double_free_tells_who_allocated_and_who_freed_first), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_free_tells_in_what_the_pointer_lies()
    {
        var pointer = Allocate(100);
        var inside = Assert.Throws<MemoryCorruptionException>(() => _ledger.Removed(pointer + 8, out _));
        Assert.Equal(MemoryFault.ForeignFree, inside.Fault);
        Assert.Contains("It lies in 100 bytes", inside.Message, StringComparison.Ordinal);
        Assert.Equal(MemoryFault.ForeignFree, Assert.Throws<MemoryCorruptionException>(() => _ledger.Removed((void*)64, out _)).Fault);
    }

    [Fact]
    public void A_write_after_free_is_found_when_a_part_of_the_memory_is_handed_out_again()
    {
        var outer = _memory.Pointer;
        var pointer = _ledger.Added(outer, 1000, 64);
        _ledger.Removed(pointer, out _);
        pointer[500] = 1;

        // Memory before and behind the damage is reused without a complaint.
        _ledger.Added(outer, 100, 64);
        _ledger.Added(outer + 900, 64, 64);
        var thrown = Assert.Throws<MemoryCorruptionException>(() => _ledger.Added(outer + 512, 64, 64));
        Assert.Equal(MemoryFault.UseAfterFree, thrown.Fault);
        Assert.Equal((nint)pointer, thrown.Address);
        Assert.Contains("500 bytes from its start", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_that_went_back_to_the_system_are_no_damage()
    {
        var pointer = Allocate(1000);
        _ledger.Removed(pointer, out _);
        _ledger.Forget(_memory.Pointer, 4096);
        new Span<byte>(_memory.Pointer, 4096).Clear();
        _ledger.Verify();
    }

    [Fact]
    public void A_bump_allocators_reset_ends_what_lies_behind_the_mark_and_finds_damage_there()
    {
        var kept = Allocate(64);
        var mark = _memory.Pointer + _used;
        var damaged = Allocate(64);
        Allocate(64);
        damaged[64] = 0;
        Assert.Equal(MemoryFault.BackGuard, Assert.Throws<MemoryCorruptionException>(() => _ledger.RemovedFrom(mark)).Fault);
        Assert.Equal(1, _ledger.LiveCount);
        _ledger.Removed(kept, out _);
        Assert.Equal(0, _ledger.LiveCount);
    }

    [Fact]
    public void A_moved_allocation_is_known_at_its_new_place()
    {
        var pointer = Allocate(100);
        pointer[99] = 7;
        var target = _memory.Pointer + 8192;
        var moved = _ledger.Moved(pointer, target);
        new Span<byte>(_memory.Pointer, (int)_ledger.OuterBytes(100, 64)).CopyTo(new Span<byte>(target, 4096));
        Assert.Equal(7, moved[99]);
        Assert.Equal(MemoryFault.ForeignFree, Assert.Throws<MemoryCorruptionException>(() => _ledger.Removed(pointer, out _)).Fault);
        Assert.True(target == _ledger.Removed(moved, out _));
    }

    [Fact]
    public void Leaks_are_listed_with_their_stacks_and_raise_an_event()
    {
        IReadOnlyList<MemoryLeak> raised = [];
        _profile.LeaksFound += leaks => raised = leaks;
        _ledger.Removed(Allocate(1), out _);
        var pointer = AllocateInAPlaceOfItsOwn();
        _ledger.Dispose();
        _ledger.Dispose();
        var leak = Assert.Single(_profile.Leaks);
        Assert.Equal(raised, _profile.Leaks);
        Assert.Equal(("test", (nint)pointer, 100L), (leak.Owner, leak.Address, leak.Bytes));
        Assert.Contains(nameof(AllocateInAPlaceOfItsOwn), leak.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_and_poison_can_be_left_out()
    {
        using var ledger = AllocationLedger.Create(MemoryGuards.On with { Stacks = false, Poison = false, GuardBytes = 128 }, "test", _profile)!;
        _memory.Span.Clear();
        var pointer = ledger.Added(_memory.Pointer, 100, 64);
        Assert.True(pointer == _memory.Pointer + 128);
        Assert.Equal(0, pointer[0]);
        ledger.Removed(pointer, out _);
        Assert.Equal(0, pointer[0]);
        pointer[0] = 1;
        ledger.Verify();
        var thrown = Assert.Throws<MemoryCorruptionException>(() => ledger.Removed(pointer, out _));
        Assert.Equal(MemoryFault.DoubleFree, thrown.Fault);
        Assert.DoesNotContain(nameof(Stacks_and_poison_can_be_left_out), thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>However memory is handed out, ended and handed out again in parts, sound use is never called a fault and every write after free is.</summary>
    [Fact]
    public void Poison_is_tracked_through_any_reuse() => Law.HoldsForSteps(60, 120, steps =>
    {
        const int cell = 256;
        const int cells = 32;
        using var memory = new NativeArray<byte>(cell * cells, new CollectionOptions { Guards = MemoryGuards.Off });
        using var ledger = AllocationLedger.Create(MemoryGuards.On with { Stacks = false }, "law", new MemoryProfile())!;
        var live = new List<(int First, int Count, nint Pointer)>();
        foreach (var step in steps)
        {
            var (first, count) = (step / 2 % cells, 1 + (step / 64 % 4));
            count = Math.Min(count, cells - first);
            if (step % 2 == 0 && !live.Exists(block => first < block.First + block.Count && block.First < first + count))
            {
                var pointer = ledger.Added(memory.Pointer + (first * cell), (count * cell) - 128, 64);
                live.Add((first, count, (nint)pointer));
            }
            else if (live.Count > 0)
            {
                var block = live[step % live.Count];
                live.Remove(block);
                ledger.Removed((void*)block.Pointer, out _);
                memory.Pointer[block.First * cell] = 0;
                Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(ledger.Verify).Fault);
                memory.Pointer[block.First * cell] = AllocationLedger.Poison;
            }

            ledger.Verify();
        }
    });

    private byte* Allocate(int bytes, int alignment = 64)
    {
        _used = (_used + alignment - 1) & -alignment;
        var outer = _memory.Pointer + _used;
        _used = CacheLine.AlignUp(_used + _ledger.OuterBytes(bytes, alignment));
        return _ledger.Added(outer, bytes, alignment);
    }

    private byte* AllocateInAPlaceOfItsOwn() => Allocate(100);

    private void FreeInAPlaceOfItsOwn(byte* pointer) => _ledger.Removed(pointer, out _);
}
