using System.Diagnostics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The way of bytes from the byte source through decoding and verification to the frame thread. Worker threads take read
/// completions, decode (the blocks of one large asset side by side, each straight to its final place), and post events to a ring that can hold every event there can be, so nothing is ever lost and
/// nobody waits for the frame thread. With a virtual clock there are no threads: <see cref="Pump(double)"/> does the same work on
/// the frame thread and delays the events by the modelled decode time.
/// </summary>
/// <remarks>Slots, submission and events belong to the frame thread.</remarks>
internal sealed unsafe partial class LoadPipeline : IDisposable
{
    /// <summary>Assets that one read may serve.</summary>
    public const int MaxParts = 16;

    private readonly IByteSource _source;
    private readonly AssetCatalog _catalog;
    private readonly EntryDecoder _decoder;
    private readonly NativeArray<LoadOperation> _operations;
    private readonly NativeArray<LoadPart> _parts;
    private readonly BoundedRing<LoadEvent> _events;
    private readonly int[] _free;
    private readonly List<Thread> _threads = [];
    private readonly int _workers;
    private readonly ReadCompletion[] _pumped = new ReadCompletion[64];
    private readonly ReadRequest[] _requests;
    private long _submitted;
    private long _ended;
    private long _arrived;
    private long _decoded;
    private LoadEvent _held;
    private bool _hasHeld;
    private int _freeCount;
    private volatile bool _stopping;

    public LoadPipeline(
        IByteSource source, IByteSource? elsewhere, AssetCatalog catalog, EntryDecoder decoder, CompressedCopies? copies, int maxOperations, int workers, double virtualDecodeBytesPerSecond)
    {
        // One may always wait for the byte source; a restore needs another.
        workers = copies is not null && workers == 1 ? 2 : workers;
        _copies = copies;
        _source = source;
        _elsewhere = elsewhere;
        _catalog = catalog;
        _decoder = decoder;
        _operations = new NativeArray<LoadOperation>(maxOperations, "load operations");
        _parts = new NativeArray<LoadPart>(maxOperations * MaxParts, "load parts");
        _events = new BoundedRing<LoadEvent>(maxOperations * 2, "load events");
        _claims = new NativeArray<long>(maxOperations, "load claims");
        _offers = new BoundedRing<ulong>(maxOperations * Math.Max(workers, 1), "decode offers");
        _virtualDecodeSecondsPerByte = 1.0 / virtualDecodeBytesPerSecond;
        _requests = new ReadRequest[maxOperations];
        _free = new int[maxOperations];
        for (int slot = maxOperations - 1; slot >= 0; slot--)
        {
            _free[_freeCount++] = slot;
        }

        _workers = workers;
        StartThreads();
    }

    /// <summary>Whether there are no workers, so that <see cref="Pump(double)"/> must be called.</summary>
    public bool IsInline => _workers == 0;

    /// <summary>Slots there are in all.</summary>
    public int Capacity => _operations.Length;

    /// <summary>Slots not in use.</summary>
    public int FreeSlots => _freeCount;

    /// <summary>Bytes submitted whose operation is not over.</summary>
    public long BytesInFlight { get; private set; }

    /// <summary>How far the submitted bytes have come. Frame thread.</summary>
    public LoadProgress Progress => new()
    {
        Submitted = _submitted,
        Decoded = _decoded,

        // In this order, so that nothing seems to have arrived that is still with the byte source.
        Arrived = Volatile.Read(ref _arrived),
        Ended = Volatile.Read(ref _ended),
    };

    public ref LoadOperation this[int slot] => ref _operations[slot];

    public ref LoadPart Part(int slot, int part) => ref _parts[(slot * MaxParts) + part];

    public static ulong TokenOf(int slot, uint generation) => ((ulong)generation << 32) | (uint)slot;

    /// <summary>Takes a free slot; its operation is empty.</summary>
    public bool TryRent(out int slot)
    {
        if (_freeCount == 0)
        {
            slot = -1;
            return false;
        }

        slot = _free[--_freeCount];
        uint generation = _operations[slot].Generation + 1;
        _operations[slot] = new LoadOperation { Generation = generation, IsActive = true };
        return true;
    }

    /// <summary>Gives a slot back once its last event was taken, or when it was never submitted.</summary>
    public void Return(int slot, bool wasSubmitted)
    {
        ref LoadOperation operation = ref _operations[slot];
        Debug.Assert(operation.IsActive, "a slot is returned once");
        if (wasSubmitted)
        {
            BytesInFlight -= operation.Length;
            _decoded += operation.BytesRead;
        }

        operation.IsActive = false;
        _free[_freeCount++] = slot;
    }

    /// <summary>
    /// Hands a batch of filled slots, all of the one or all of the other source, to it; returns how many of the first were taken.
    /// </summary>
    public int Submit(ReadOnlySpan<int> slots, double now, ReadOnlySpan<double> deadlines)
    {
        if (slots.IsEmpty)
        {
            return 0;
        }

        for (int i = 0; i < slots.Length; i++)
        {
            ref LoadOperation operation = ref _operations[slots[i]];
            operation.SubmittedAt = now;
            _requests[i] = new ReadRequest
            {
                Token = TokenOf(slots[i], operation.Generation),
                Destination = operation.Buffer,
                Offset = operation.Offset,
                Length = operation.Length,
                File = operation.File,
                Deadline = deadlines[i],
                Priority = (ReadPriority)((int)ReadPriority.Critical - operation.Urgency),
            };
        }

        int accepted = SourceOf(slots[0]).Submit(_requests.AsSpan(0, slots.Length));
        for (int i = 0; i < accepted; i++)
        {
            BytesInFlight += _operations[slots[i]].Length;
            _submitted += _operations[slots[i]].Length;
        }

        return accepted;
    }

    /// <summary>Asks the source to give up a read, or gives up a restore that no worker has begun; the last event still comes.</summary>
    public void Cancel(int slot)
    {
        if (_operations[slot].IsRestore)
        {
            CancelRestore(slot);
        }
        else
        {
            SourceOf(slot).Cancel(TokenOf(slot, _operations[slot].Generation));
        }
    }

    /// <summary>Takes the next event that is due at <paramref name="now"/>.</summary>
    public bool TryTake(double now, out LoadEvent item)
    {
        if (!_hasHeld && !(_hasHeld = _events.TryDequeue(out _held)))
        {
            item = default;
            return false;
        }

        item = _held;
        if (item.VisibleAt > now)
        {
            return false;
        }

        _hasHeld = false;
        return true;
    }

    /// <summary>Does the workers' part on the calling thread, for a virtual clock.</summary>
    public void Pump(double now)
    {
        _virtualNow = now;
        PumpRestores();
        Pump(_source);
        if (_elsewhere is not null)
        {
            Pump(_elsewhere);
        }
    }

    private void Pump(IByteSource source)
    {
        int count;
        while ((count = source.Poll(_pumped)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                Begin(_pumped[i]);
                Work(_pumped[i].Token);
            }
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _source.Dispose();
        _elsewhere?.Dispose();
        JoinThreads();
        _wake.Dispose();
        _hung.Dispose();
        _claims.Dispose();
        _offers.Dispose();
        _operations.Dispose();
        _parts.Dispose();
        _events.Dispose();
    }
}
