using System.Buffers;

namespace TurtlGraph.Bundles;

/// <content>What a worker does with blocks. Several small entries that wait are hashed side by side.</content>
internal sealed unsafe partial class BlockPipeline
{
    /// <summary>Entries that are hashed at once, at most.</summary>
    private const int HashedTogether = 16;

    /// <summary>Entries up to so many bytes are worth it.</summary>
    private const int SmallLength = 16 << 10;

    /// <summary>Room for a block's compressed form: what does not fit has not gained enough.</summary>
    public static int RoomFor(int length, double minGain) => (int)Math.Max(0, Math.Min(length - 1, length * (1 - minGain)));

    private void Work()
    {
        var jobs = new List<BlockJob>(HashedTogether);
        foreach (BlockJob job in _work.GetConsumingEnumerable())
        {
            jobs.Clear();
            jobs.Add(job);
            while (IsSmall(jobs[^1]) && jobs.Count < HashedTogether && _work.TryTake(out BlockJob? next))
            {
                jobs.Add(next);
            }

            HashSmall(jobs);
            foreach (BlockJob each in jobs)
            {
                Finish(each);
            }
        }
    }

    private bool IsSmall(BlockJob job) => job.Index == 0 && job.Input.Length <= SmallLength && job.Input.Length < _blockSize;

    private void Finish(BlockJob job)
    {
        try
        {
            if (!IsSmall(job))
            {
                Hash(job, job.Input.Span);
            }

            Compress(job);
        }
        catch (Exception error)
        {
            job.Error = error;
        }

        job.Done.Set();
    }

    private void Compress(BlockJob job)
    {
        ReadOnlySpan<byte> input = job.Input.Span;
        bool whole = job.Index == 0 && input.Length < _blockSize;
        if ((whole && _known.ContainsKey(job.Hash)) || job.Plan.Codec.Id == CodecId.None)
        {
            return;
        }

        int room = RoomFor(input.Length, _minGain);
        job.WithDictionary = whole && job.Plan.UsesDictionary(input.Length);
        job.CompressedLength = room > 0 ? job.Plan.Compress(input, job.Output(room), job.WithDictionary) : 0;
    }

    /// <summary>A small entry is one block, so its hash is all that is wanted of it.</summary>
    private void HashSmall(List<BlockJob> jobs)
    {
        Span<Blake3Input> inputs = stackalloc Blake3Input[HashedTogether];
        Span<Hash256> digests = stackalloc Hash256[HashedTogether];
        var pins = new MemoryHandle[jobs.Count];
        int count = 0;
        for (int i = 0; i < jobs.Count && IsSmall(jobs[i]); i++)
        {
            pins[i] = jobs[i].Input.Pin();
            inputs[count++] = new Blake3Input((byte*)pins[i].Pointer, jobs[i].Input.Length);
        }

        Blake3.HashMany(inputs[..count], digests[..count]);
        for (int i = 0; i < count; i++)
        {
            jobs[i].Hash = digests[i];
            pins[i].Dispose();
        }
    }

    private void Hash(BlockJob job, ReadOnlySpan<byte> input)
    {
        Blake3Mode mode = Blake3Mode.Plain;
        Hash256 value;
        if (job.Index > 0)
        {
            ulong chunk = (ulong)job.Index * (ulong)(_blockSize / Blake3Constants.ChunkLength);
            Blake3Tree.Subtree(input, chunk, in mode, (uint*)&value, Blake3Wide.Best);
            job.ChainingValue = value;
            return;
        }

        // A first block may turn out to be the whole entry, so both of its values are wanted.
        Blake3Node node = Blake3Tree.Root(input, in mode, Blake3Wide.Best);
        node.WriteChainingValue((uint*)&value);
        job.ChainingValue = value;
        node.WriteRoot(new Span<byte>(&value, Hash256.Length));
        job.Hash = value;
    }
}
