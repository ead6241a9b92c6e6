namespace TurtlGraph.Caching.Tests;

/// <summary>What a look-up says: bytes, absent, expired, known to be nowhere, unknown.</summary>
public sealed class ResidencyAnswerTests : IDisposable
{
    private readonly ResidencyTable _table = new(64);
    private readonly byte[] _bytes = GC.AllocateArray<byte>(256, pinned: true);

    public void Dispose() => _table.Dispose();

    [Fact]
    public void Published_bytes_are_found_until_they_are_taken_away()
    {
        _table.Publish(5, 2, _bytes.AsSpan(64, 32));
        Assert.Equal(ResidencyAnswer.Hit, _table.Get(5, out ResidentBytes found));
        Assert.Equal((32, 2), (found.Length, found.Slot));
        _bytes[64] = 77;
        Assert.Equal(77, found.Bytes[0]);
        Assert.False(_table.Unpublish(5, slot: 3), "another slot's bytes are not there");
        Assert.True(_table.Unpublish(5, slot: 2));
        Assert.Equal(ResidencyAnswer.Absent, _table.Get(5, out found));
        Assert.False(found.IsHit);
        Assert.True(_table.TryFind(5, out int slot));
        Assert.Equal(2, slot);
    }

    [Fact]
    public void Another_slot_takes_the_bytes_of_the_old_one_away()
    {
        _table.Publish(5, 2, _bytes);
        _table.Set(5, 9);
        Assert.Equal(ResidencyAnswer.Absent, _table.Get(5, out _));
    }

    [Fact]
    public void Bytes_expire_with_the_published_time_and_not_before()
    {
        _table.Publish(1, 0, _bytes, expiry: 100);
        _table.Publish(2, 1, _bytes);
        _table.BeginFrame(99);
        Assert.Equal(ResidencyAnswer.Hit, _table.Get(1, out _));
        _table.BeginFrame(100);
        Assert.Equal(ResidencyAnswer.Expired, _table.Get(1, out _));
        Assert.True(_table.SetExpiry(1, 0, 101));
        Assert.Equal(ResidencyAnswer.Hit, _table.Get(1, out _));
        _table.BeginFrame(ResidencyTable.Never - 1);
        Assert.Equal(ResidencyAnswer.Hit, _table.Get(2, out _));
    }

    [Fact]
    public void A_negative_answer_holds_until_it_expires_or_bytes_come()
    {
        _table.SetNegative(8, expiry: 10);
        Assert.Equal(ResidencyAnswer.Negative, _table.Get(8, out _));
        Assert.False(_table.TryFind(8, out _));
        _table.BeginFrame(10);
        Assert.Equal(ResidencyAnswer.Unknown, _table.Get(8, out _));
        _table.SetNegative(8, expiry: 20);
        Assert.Equal(ResidencyAnswer.Negative, _table.Get(8, out _));
        _table.Publish(8, 4, _bytes);
        Assert.Equal(ResidencyAnswer.Hit, _table.Get(8, out _));
        Assert.Equal(new AccessTotals(1, 3, 2, 0), _table.Log.Totals);
    }

    [Fact]
    public void Expired_negative_answers_are_swept_a_few_entries_at_a_time()
    {
        for (ulong key = 0; key < 40; key++)
        {
            _table.SetNegative(key, expiry: key < 20 ? 5U : 50U);
        }

        _table.BeginFrame(5);
        int removed = 0;
        for (int frame = 0; frame < 200; frame++)
        {
            removed += _table.SweepNegatives(1);
        }

        Assert.Equal((20, 20), (removed, _table.Count));
        Assert.Equal(ResidencyAnswer.Negative, _table.Get(30, out _));
    }

    [Fact]
    public void A_batch_finds_what_single_look_ups_find()
    {
        var random = new Random(4);
        for (int slot = 0; slot < 40; slot++)
        {
            _table.Publish((ulong)slot * 3, slot, _bytes.AsSpan(slot, 1 + slot));
        }

        ulong[] keys = [.. Enumerable.Range(0, 200).Select(_ => (ulong)random.Next(150))];
        var found = new ResidentBytes[keys.Length];
        int hits = _table.GetMany(keys, found);
        Assert.Equal(hits, found.Count(bytes => bytes.IsHit));
        for (int i = 0; i < keys.Length; i++)
        {
            _table.Get(keys[i], out ResidentBytes single);
            Assert.Equal(single, found[i]);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _table.GetMany(keys, new ResidentBytes[3]));
    }

    [Fact]
    public void A_use_is_reported_at_once_then_once_in_an_interval()
    {
        _table.BeginFrame(0);
        _table.Publish(1, 6, _bytes);
        int reports = 0;
        for (int frame = 0; frame < ResidencyTable.ReportInterval * 4; frame++)
        {
            _table.Get(1, out _);
            _table.Get(1, out _);
            int cursor = 0;
            while (_table.Log.TryTake(ref cursor, out int slot))
            {
                Assert.Equal(6, slot);
                reports++;
            }

            _table.BeginFrame(0);
        }

        Assert.Equal(4, reports);
    }

    [Fact]
    public void Hits_allocate_nothing()
    {
        _table.Publish(1, 6, _bytes);
        Use();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Use();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Use()
        {
            for (int frame = 0; frame < 100; frame++)
            {
                _table.BeginFrame(0);
                _table.Get(1, out _);
                _table.Get(2, out _);
                int cursor = 0;
                while (_table.Log.TryTake(ref cursor, out _))
                {
                }
            }
        }
    }
}
