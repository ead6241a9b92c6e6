namespace TurtlGraph.Bundles;

/// <summary>How the entries of each type are stored, and the trained dictionaries that takes.</summary>
internal sealed class TypePlans : IDisposable
{
    private readonly Dictionary<byte, TypePlan> _plans = [];

    private TypePlans()
    {
    }

    /// <summary>The dictionaries, in the order of their types; number 1 is the first.</summary>
    public List<byte[]> Dictionaries { get; } = [];

    public TypePlan this[byte type] => _plans[type];

    /// <summary>Samples the contents of each type and decides.</summary>
    public static TypePlans Choose(PackPlan plan, BundleBuilderOptions options, CodecSelection selection)
    {
        var chooser = new TypeChooser(options, selection);
        byte[] types = [.. Enumerable.Range(0, plan.Items.Length).Select(plan.TypeOf).Distinct().Order()];
        ILookup<byte, int> entries = Enumerable.Range(0, plan.Items.Length).ToLookup(plan.TypeOf);
        var chosen = new TypePlan[types.Length];
        Dictionary<string, byte[]> old = OldDictionaries(options.DictionarySource);
        Each(types.Length, options.Threads, i =>
        {
            int[] mine = [.. entries[types[i]]];
            string type = plan.Items[mine[0]].Type;
            TypeSample sample = selection.Codec.Id == CodecId.None
                ? new TypeSample()
                : TypeSample.Take(plan, mine, options.BlockSize, chooser.WantsDictionaries);
            try
            {
                chosen[i] = chooser.Choose(sample, old.GetValueOrDefault(type));
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new PackException(type, $"a sample of this type cannot be compressed: {error.Message.TrimEnd('.')}", error);
            }
        });

        var plans = new TypePlans();
        for (int i = 0; i < types.Length; i++)
        {
            plans._plans.Add(types[i], chosen[i]);
            if (chosen[i].Dictionary is { } dictionary)
            {
                plans.Dictionaries.Add(dictionary);
                chosen[i].Number = (byte)plans.Dictionaries.Count;
            }
        }

        return plans;
    }

    /// <summary>What was decided for each type, and what came of it.</summary>
    public IReadOnlyList<PackedType> Report(PackPlan plan, PayloadTables payloads) =>
    [
        .. _plans.OrderBy(pair => pair.Key).Select(pair =>
        {
            int[] entries = [.. Enumerable.Range(0, plan.Items.Length).Where(entry => plan.TypeOf(entry) == pair.Key)];
            return new PackedType
            {
                Type = plan.Items[entries[0]].Type,
                Codec = pair.Value.Codec.Id,
                Level = pair.Value.Codec.Id == CodecId.None ? 0 : pair.Value.Level,
                DictionaryBytes = pair.Value.Dictionary?.Length ?? 0,
                Entries = entries.Length,
                CompressedEntries = entries.Count(entry => payloads.Codecs[entry] != 0),
                DictionaryEntries = entries.Count(entry => payloads.Dictionaries[entry] != 0),
                DecodedBytes = entries.Sum(entry => (long)payloads.DecodedLengths[entry]),
                StoredBytes = entries.Sum(entry => (long)payloads.StoredLengths[entry]),
            };
        }),
    ];

    public void Dispose()
    {
        foreach (TypePlan plan in _plans.Values)
        {
            plan.Dispose();
        }
    }

    /// <summary>Runs a body for each number on some threads; its own errors come through as they are.</summary>
    private static void Each(int count, int threads, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads }, body);
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<PackException>().FirstOrDefault() is { } first)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private static Dictionary<string, byte[]> OldDictionaries(Bundle? bundle)
    {
        var byType = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int entry = 0; bundle is { DictionaryCount: > 0 } && entry < bundle.Count; entry++)
        {
            if (bundle.DictionaryOf(entry) is >= 0 and var number)
            {
                byType.TryAdd(bundle.TypeName(bundle.Types[entry]), bundle.Dictionary(number).ToArray());
            }
        }

        return byType;
    }
}
