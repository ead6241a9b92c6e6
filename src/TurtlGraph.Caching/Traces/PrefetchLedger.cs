namespace TurtlGraph.Caching;

/// <summary>Follows assets from being queued to being needed or given up.</summary>
internal sealed class PrefetchLedger
{
    private readonly Dictionary<ulong, (long Queued, bool IsThere, bool IsRead)> _open = [];
    private readonly List<long> _leads = [];
    private long _used, _expired, _late, _wastedBytes;

    public void Note(in RecordedEvent item)
    {
        switch (item.Kind)
        {
            case RecordedKind.Queued:
                _open[item.Key] = (item.Time, false, false);
                break;
            case RecordedKind.Loaded or RecordedKind.Restored when _open.TryGetValue(item.Key, out (long Queued, bool IsThere, bool IsRead) arrived):
                _open[item.Key] = arrived with { IsThere = true, IsRead = item.Kind == RecordedKind.Loaded };
                break;
            case RecordedKind.PrefetchUsed:
                _used++;
                if (_open.Remove(item.Key, out (long Queued, bool IsThere, bool IsRead) used))
                {
                    _leads.Add(item.Time - used.Queued);
                    _late += used.IsThere ? 0 : 1;
                }

                break;
            case RecordedKind.PrefetchExpired:
                _expired++;
                if (_open.Remove(item.Key, out (long Queued, bool IsThere, bool IsRead) expired))
                {
                    _wastedBytes += expired.IsRead ? item.Size : 0;
                }

                break;
        }
    }

    public PrefetchEffect Effect(long loadedBytes)
    {
        _leads.Sort();
        return new PrefetchEffect(_used, _expired, _late, At(0.5), At(0.1), _wastedBytes, loadedBytes);
    }

    private long At(double share) => _leads.Count == 0 ? 0 : _leads[(int)(share * (_leads.Count - 1))];
}
