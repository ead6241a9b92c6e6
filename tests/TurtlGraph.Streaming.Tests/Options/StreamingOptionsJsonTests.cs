using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming.Tests;

public sealed class StreamingOptionsJsonTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var options = new StreamingOptions
        {
            MemoryBudgetBytes = 77 << 20,
            EvictionPolicy = "adaptive",
            EvictionWeights = EvictionPolicy.Adaptive with { Age = 0.7f, Size = 0 },
            FrameBudget = TimeSpan.FromMicroseconds(1234.5),
            RequestTimeout = Timeout.InfiniteTimeSpan,
            SourceKind = IO.ByteSourceKind.Automatic,
            TypeBudgets = new Dictionary<string, long> { ["mesh"] = 5 << 20 },
            UrgencyDistances = [1, 2, 3],
        };
        options.PriorityWeights.View = 0.9f;

        StreamingOptions read = StreamingOptions.FromJson(options.ToJson());

        Assert.Equal(options.ToJson(), read.ToJson());
        Assert.Equal(options.EvictionWeights, read.EvictionWeights);
        Assert.Equal(0.9f, read.PriorityWeights.View);
        Assert.Equal(5 << 20, read.TypeBudgets["mesh"]);
    }

    [Fact]
    public void Every_option_is_written_or_said_to_be_left_out()
    {
        using JsonDocument json = JsonDocument.Parse(new StreamingOptions().ToJson());
        foreach (PropertyInfo property in typeof(StreamingOptions).GetProperties().Where(property => property.CanWrite))
        {
            bool isLeftOut = property.GetCustomAttribute<JsonIgnoreAttribute>() is not null;
            bool isPlain = property.PropertyType.IsValueType || property.PropertyType == typeof(string) || property.PropertyType.IsArray || property.PropertyType == typeof(IReadOnlyDictionary<string, long>) || property.PropertyType == typeof(PriorityWeights);
            Assert.True(isLeftOut != isPlain, $"{property.Name} is {(isPlain ? "a plain value" : "no plain value: [JsonIgnore]")}");
            Assert.Equal(!isLeftOut, json.RootElement.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), out _));
        }
    }

    [Fact]
    public void Options_that_are_not_named_have_their_defaults()
    {
        StreamingOptions options = StreamingOptions.FromJson("""{ "eviction_policy": "lru", /* tuned */ }""");

        Assert.Equal(("lru", new StreamingOptions().MemoryBudgetBytes), (options.EvictionPolicy, options.MemoryBudgetBytes));
    }

    [Theory]
    [InlineData("""{ "eviction_polizy": "lru" }""")]
    [InlineData("""{ "memory_budget_bytes": "much" }""")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_are_no_options_is_refused(string json) => Assert.Throws<JsonException>(() => StreamingOptions.FromJson(json));

    [Fact]
    public void Weights_decide_for_the_adaptive_policy_alone()
    {
        EvictionWeights weights = EvictionPolicy.Adaptive with { Age = 0.9f };

        Assert.Equal(weights, new StreamingOptions { EvictionWeights = weights }.EffectiveEvictionWeights);
        Assert.Equal(EvictionPolicy.LeastRecentlyUsed, new StreamingOptions { EvictionWeights = weights, EvictionPolicy = "lru" }.EffectiveEvictionWeights);
    }

    [Fact]
    public void Weights_with_a_scale_of_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StreamingOptions { EvictionWeights = default(EvictionWeights) }.Validate());
    }

    [Fact]
    public void Recorded_kinds_are_the_decisions_of_the_runtime()
    {
        foreach (TraceKind kind in Enum.GetValues<TraceKind>())
        {
            string expected = kind.ToString().Replace("PredictionExpired", "PrefetchExpired", StringComparison.Ordinal)
                .Replace("PredictionUsed", "PrefetchUsed", StringComparison.Ordinal).Replace("Predicted", "Prefetched", StringComparison.Ordinal);
            Assert.Equal(expected, ((RecordedKind)kind).ToString());
        }
    }
}
