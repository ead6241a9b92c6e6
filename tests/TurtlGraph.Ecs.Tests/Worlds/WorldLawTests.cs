namespace TurtlGraph.Ecs.Tests;

public class WorldLawTests
{
    /// <summary>Small chunks, so that short sequences cross their edges.</summary>
    private static readonly WorldOptions Small = new() { ChunkBytes = 1024, LargestChunkBytes = 4096, InitialCapacity = 4, HugePages = false };

    [Fact]
    public void A_world_equals_a_dictionary_after_any_sequence_of_changes() => Law.HoldsForSteps(120, 250, steps =>
    {
        using var world = new World(Small);
        using var commands = new CommandBuffer(world);
        var run = new Run(world, commands);
        foreach (var step in steps)
        {
            run.Step(step);
        }

        run.Playback();
        run.Check();
    });

    [Fact]
    public void Handles_stay_stale_however_often_their_records_serve_again() => Law.HoldsForSteps(60, 200, steps =>
    {
        using var world = new World(Small);
        var alive = new List<Entity>();
        var dead = new List<Entity>();
        foreach (var step in steps)
        {
            if (step % 3 == 0 && alive.Count > 0)
            {
                var at = step / 3 % alive.Count;
                dead.Add(alive[at]);
                Assert.True(world.Destroy(alive[at]));
                alive.RemoveAt(at);
            }
            else
            {
                alive.Add(world.Create(new Health(step)));
            }
        }

        Assert.All(alive, entity => Assert.True(world.IsAlive(entity)));
        Assert.All(dead, entity => WorldModel.CheckStale(world, entity));
        Assert.Equal(alive.Count + dead.Count, alive.Concat(dead).Distinct().Count());
    });

    /// <summary>Makes each step in the world and in the model, at once or by way of the command buffer.</summary>
    private sealed class Run(World world, CommandBuffer commands)
    {
        private readonly WorldModel _model = new();
        private readonly List<Entity> _known = [];
        private readonly List<Action> _recorded = [];
        private readonly Dictionary<Entity, int> _createdInBuffer = [];
        private readonly List<Entity> _resolved = [];
        private long _skipped;

        public void Step(int step)
        {
            var operation = step % 16;
            var value = step / 16 % 1_000_000;
            var target = _known.Count == 0 ? Entity.None : _known[step / 64 % _known.Count];
            if ((step & 0x4000_0000) != 0)
            {
                Record(operation, value, target);
                return;
            }

            // What was recorded may name entities that this step destroys; both sides then skip it.
            MakeNow(operation, value, target);
        }

        public void Playback()
        {
            _resolved.Clear();
            commands.Playback();
            foreach (var action in _recorded)
            {
                action();
            }

            Assert.Equal(_skipped, commands.SkippedCommands);
            _recorded.Clear();
            _createdInBuffer.Clear();
        }

        public void Check()
        {
            _model.Check(world, _known.Where(entity => !_model.Entities.ContainsKey(entity)));
        }

        private void MakeNow(int operation, int value, Entity target)
        {
            switch (operation)
            {
                case 0 or 1:
                    Know(world.Create(new Health(value), default(TagA)), new Health(value), default(TagA));
                    break;
                case 2:
                    Know(world.Create(new Place(value, 1, 2), new Level((byte)value), new Wide(value, 1, 2, 3, 4)),
                        new Place(value, 1, 2), new Level((byte)value), new Wide(value, 1, 2, 3, 4));
                    break;
                case 3:
                    CreateMany(value % 90);
                    break;
                case 4 or 5:
                    Assert.Equal(_model.Destroy(target), world.Destroy(target));
                    break;
                case 6:
                    Assert.Equal(_model.Add(target, new Health(value)), world.Add(target, new Health(value)));
                    break;
                case 7:
                    Assert.Equal(_model.Add(target, new Place(1, value, 3)), world.Add(target, new Place(1, value, 3)));
                    break;
                case 8:
                    Assert.Equal(_model.Add(target, default(TagB)), world.Add<TagB>(target));
                    break;
                case 9:
                    Assert.Equal(_model.Remove(target, typeof(Health)), world.Remove<Health>(target));
                    break;
                case 10:
                    Assert.Equal(_model.Remove(target, typeof(TagA)), world.Remove<TagA>(target));
                    break;
                case 11:
                    Assert.Equal(_model.Set(target, new Level((byte)value)), world.Set(target, new Level((byte)value)));
                    break;
                case 12:
                    Assert.Equal(_model.Change(target, typeof(TagA), default(TagB), write: false), world.Change<TagA, TagB>(target));
                    break;
                case 13:
                    Assert.Equal(
                        _model.Change(target, typeof(TagB), new Wide(1, 2, 3, 4, value), write: true),
                        world.Change<TagB, Wide>(target, new Wide(1, 2, 3, 4, value)));
                    break;
                case 14 when value % 7 == 0:
                    world.TrimExcess();
                    break;
                case 15 when value % 40 == 0:
                    _model.Entities.Clear();
                    world.Clear();
                    break;
                default:
                    Playback();
                    Check();
                    break;
            }
        }

        private void Record(int operation, int value, Entity target)
        {
            switch (operation)
            {
                case 0 or 1 or 2:
                    RecordCreate();
                    break;
                case 3 or 4:
                    commands.Destroy(target);
                    Later(() => _model.Destroy(Resolve(target)));
                    break;
                case 5 or 6:
                    commands.Add(target, new Health(value));
                    Later(() => _model.Add(Resolve(target), new Health(value)));
                    break;
                case 7 or 8:
                    commands.Set(target, new Place(value, value, value));
                    Later(() => _model.Set(Resolve(target), new Place(value, value, value)));
                    break;
                case 9 or 10:
                    commands.Remove<Health>(target);
                    Later(() => _model.Remove(Resolve(target), typeof(Health)));
                    break;
                case 11 or 12:
                    commands.Change<TagA, TagB>(target);
                    Later(() => _model.Change(Resolve(target), typeof(TagA), default(TagB), write: false));
                    break;
                case 13:
                    commands.Change<TagB, Level>(target, new Level((byte)value));
                    Later(() => _model.Change(Resolve(target), typeof(TagB), new Level((byte)value), write: true));
                    break;
                default:
                    commands.Add<TagA>(target);
                    Later(() => _model.Add(Resolve(target), default(TagA)));
                    break;
            }
        }

        private void RecordCreate()
        {
            var deferred = commands.Create(world.Archetype(ArchetypeDescription.Of<Health, TagA>()));
            Assert.False(world.IsAlive(deferred));
            _known.Add(deferred);
            _createdInBuffer.Add(deferred, _createdInBuffer.Count);
            _recorded.Add(() =>
            {
                var entity = commands.Resolve(deferred);
                _resolved.Add(entity);
                _known.Add(entity);
                _model.Create(entity, default(Health), default(TagA));
            });
        }

        private void Later(Func<bool> action) => _recorded.Add(() => _skipped += action() ? 0 : 1);

        private Entity Resolve(Entity target)
        {
            if (target.Index >= 0)
            {
                return target;
            }

            return _createdInBuffer.TryGetValue(target, out var order) && order < _resolved.Count ? _resolved[order] : Entity.None;
        }

        private void Know(Entity entity, params object[] components)
        {
            _known.Add(entity);
            _model.Create(entity, components);
        }

        private void CreateMany(int count)
        {
            var created = new Entity[count];
            world.CreateMany(world.Archetype(ArchetypeDescription.Of<Health, Place>()), created);
            foreach (var entity in created)
            {
                Know(entity, default(Health), default(Place));
            }
        }
    }
}
