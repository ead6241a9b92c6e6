using System.Numerics;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Source A's frame, written for this benchmark: a priority queue a class; each frame all are emptied, every request is scored anew
/// and put into the queue of its class, and the best are admitted.
/// </summary>
internal sealed class FourQueuesPeer
{
    private const int Classes = 4;
    private readonly PriorityQueue<PeerRequest, float>[] _queues = new PriorityQueue<PeerRequest, float>[Classes];
    private readonly List<PeerRequest> _extracted;
    private readonly List<PeerRequest> _admitted = [];
    private float _now = 5;

    public FourQueuesPeer(int count)
    {
        _extracted = new List<PeerRequest>(count);
        for (int i = 0; i < Classes; i++)
        {
            _queues[i] = new PriorityQueue<PeerRequest, float>(count);
        }

        foreach (PeerRequest request in PeerRequest.Make(count))
        {
            _queues[^1].Enqueue(request, 0);
        }
    }

    /// <summary>A frame that empties the queues one by one.</summary>
    public int Frame(int admitted)
    {
        _extracted.Clear();
        foreach (PriorityQueue<PeerRequest, float> queue in _queues)
        {
            while (queue.TryDequeue(out PeerRequest? request, out _))
            {
                _extracted.Add(request);
            }
        }

        return RefillAndAdmit(admitted);
    }

    /// <summary>The same, but what is in a queue is taken as it lies, which source A's interface does not offer.</summary>
    public int FrameUnordered(int admitted)
    {
        _extracted.Clear();
        foreach (PriorityQueue<PeerRequest, float> queue in _queues)
        {
            foreach ((PeerRequest request, _) in queue.UnorderedItems)
            {
                _extracted.Add(request);
            }

            queue.Clear();
        }

        return RefillAndAdmit(admitted);
    }

    private int RefillAndAdmit(int admitted)
    {
        _now += 1f / 60;
        var viewer = new Vector3(4000 + (10 * _now), 0, 4000);
        foreach (PeerRequest request in _extracted)
        {
            request.Rate(viewer, Vector3.UnitX, _now);
            _queues[request.Urgency].Enqueue(request, -request.Score);
        }

        // What was admitted comes in again as new requests, so that the number stays the same.
        _admitted.Clear();
        foreach (PriorityQueue<PeerRequest, float> queue in _queues)
        {
            while (_admitted.Count < admitted && queue.TryDequeue(out PeerRequest? request, out _))
            {
                _admitted.Add(request);
            }
        }

        foreach (PeerRequest request in _admitted)
        {
            _queues[request.Urgency].Enqueue(request, -request.Score);
        }

        return _admitted.Count;
    }
}
