using System.Runtime.CompilerServices;

namespace TurtlGraph.Streaming.Tests;

public class LayoutTests
{
    [Fact]
    public void An_asset_record_is_exactly_one_cache_line() => Assert.Equal(64, Unsafe.SizeOf<AssetRecord>());

    [Fact]
    public void A_trace_event_is_24_bytes() => Assert.Equal(24, Unsafe.SizeOf<TraceEvent>());

    [Fact]
    public void A_handle_is_one_word() => Assert.Equal(8, Unsafe.SizeOf<AssetHandle>());
}
