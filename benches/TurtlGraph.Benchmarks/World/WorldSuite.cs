namespace TurtlGraph.Benchmarks;

/// <summary>The world at a million entities: iterate, create, change, read, each with its floor and its managed bytes.</summary>
internal sealed class WorldSuite : IQuickSuite
{
    private const int Entities = 1_000_000;
    private const int Slices = 40;
    private const int Warmups = 4;
    private const int Rounds = 15;
    private const string Unit = "ns/entity";

    /// <inheritdoc/>
    public string Name => "world";

    /// <inheritdoc/>
    public string Description => $"{Entities:N0} entities; medians of {Rounds} interleaved rounds of {Slices} slices; floors are plain aligned arrays in native memory";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run() => [.. Iterate(), .. Create(), .. Change(), .. Read()];

    private static IEnumerable<Measure> Iterate()
    {
        using var run = new IterateCase(Entities);
        var one = Interleaved.Medians(
            2 * Warmups, 4 * Rounds, () => Each(run.OneAxis), () => Each(run.OneAxisFloor));
        var spans = Interleaved.Medians(2 * Warmups, 2 * Rounds, () => Each(run.OneAxisSpans), () => Each(run.OneAxisFloor));
        var three = Interleaved.Medians(2 * Warmups, 2 * Rounds, () => Each(run.ThreeAxes), () => Each(run.ThreeAxesFloor));
        const string floor = "vector loop over arrays";
        yield return new Measure("iterate, position += velocity, 1 axis", one[0], Unit, Goal.RatioAtMost(1.15), floor, one[1]);
        yield return new Measure("iterate, position += velocity, 3 axes", three[0], Unit, Goal.RatioAtMost(1.15), floor, three[1]);
        yield return new Measure("iterate, 1 axis, plain spans without vectors", spans[0], Unit, Goal.None, floor, spans[1]);
        yield return Bytes("iterate", run.OneAxis);
    }

    private static IEnumerable<Measure> Create()
    {
        using var run = new ChurnCase(Entities);
        var create = Interleaved.Medians(
            Warmups, Rounds, () => After(run.Reset, run.CreateEach), () => After(run.Reset, run.CreateBulk), () => Sliced(run.CreateFloor));
        const string floor = "same bytes to arrays";
        yield return new Measure("create with 3 components, one by one, warm", create[0], Unit, Goal.ValueAtMost(20), floor, create[2]);
        yield return new Measure("create with 3 components, in bulk, warm", create[1], Unit, Goal.ValueAtMost(8), floor, create[2]);
        run.Reset();
        yield return Bytes("create one by one", run.CreateEach);
        run.Reset();
        yield return Bytes("create in bulk", run.CreateBulk);
    }

    private static IEnumerable<Measure> Change()
    {
        using var run = new ChurnCase(Entities);
        run.Refill();
        var ordered = Interleaved.Medians(Warmups, Rounds, () => Sliced(run.Add), () => Sliced(run.Remove), () => Sliced(run.MoveFloor));
        const string floor = "copy rows between arrays";
        yield return new Measure("add a component", ordered[0], Unit, Goal.ValueAtMost(60), floor, ordered[2]);
        yield return new Measure("remove a component", ordered[1], Unit, Goal.ValueAtMost(60), floor, ordered[2]);
        yield return Bytes("add", run.Add);
        yield return Bytes("remove", run.Remove);

        run.Refill();
        var shuffled = Interleaved.Medians(1, 5, () => Sliced(run.AddShuffled), () => Sliced(run.RemoveShuffled));
        yield return new Measure("add a component, entities in random order", shuffled[0], Unit, Goal.None, floor, ordered[2]);
        yield return new Measure("remove a component, entities in random order", shuffled[1], Unit, Goal.None, floor, ordered[2]);

        var commands = Interleaved.Medians(
            1, 5, () => After(run.Refill, run.RecordTags), () => Sliced(run.RecordTagChange), () => Sliced(run.DestroyAll));
        yield return new Measure("command buffer: record and play an added tag", commands[0], Unit, Goal.None, floor, ordered[2]);
        yield return new Measure("command buffer: record and play a changed tag", commands[1], Unit, Goal.None, floor, ordered[2]);
        yield return new Measure("destroy, entities in random order", commands[2], Unit);
        run.Refill();
        yield return Bytes("command buffer", run.RecordTags);
    }

    private static IEnumerable<Measure> Read()
    {
        using var run = new ChurnCase(Entities);
        run.Refill();
        var sum = 0f;
        var read = Interleaved.Medians(
            Warmups, Rounds, () => Sliced((start, end) => sum += run.RandomGet(start, end)), () => Sliced((start, end) => sum += run.RandomGetFloor(start, end)));
        yield return new Measure(
            "random get, generation checked", read[0], Unit, Goal.ValueAtMost(20), "checked word, then one array", read[1]);
        yield return Bytes("random get", (start, end) => run.RandomGet(start, end));
    }

    private static double Each(Action body) => Interleaved.NanosecondsEach(Entities, body);

    private static double Sliced(Action<int, int> body) => Interleaved.NanosecondsEach(Entities, Slices, body);

    private static double After(Action prepare, Action<int, int> body)
    {
        prepare();
        return Sliced(body);
    }

    private static Measure Bytes(string what, Action<int, int> body) => Bytes(what, () => body(0, Entities));

    private static Measure Bytes(string what, Action body) =>
        new($"managed bytes, {what}", Interleaved.ManagedBytes(body), "bytes", Goal.ValueAtMost(0));
}
