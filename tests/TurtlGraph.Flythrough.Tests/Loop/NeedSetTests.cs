using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough.Tests;

public class NeedSetTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    [Fact]
    public void Need_is_what_the_volume_holds_and_the_closure_of_its_dependencies()
    {
        using Scene scene = world.OpenScene();
        Bundle bundle = scene.Bundle;
        using NeedSet need = new(bundle);
        NeedVolume volume = new(400f, 110f);
        Vector3 viewer = new(900, 300, 900), forward = new(1, 0, 0.2f);
        need.Compute(volume, viewer, forward);

        HashSet<int> expected = [];
        for (int i = 0; i < bundle.Count; i++)
        {
            if (bundle[i].HasPosition && volume.Contains(viewer, forward, bundle[i].Position, bundle[i].Radius))
            {
                AddClosure(bundle, i, expected);
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), need.Assets.ToArray().Order());
        Assert.All(Enumerable.Range(0, bundle.Count), i => Assert.Equal(expected.Contains(i), need.Contains(i)));
    }

    [Fact]
    public void A_dependency_is_wanted_on_behalf_of_its_nearest_user()
    {
        using Scene scene = world.OpenScene();
        Bundle bundle = scene.Bundle;
        using NeedSet need = new(bundle);
        Vector3 viewer = new(1000, 300, 1000);
        need.Compute(new NeedVolume(500f, 360f), viewer, Vector3.UnitX);
        foreach (int asset in need.Assets)
        {
            int root = need.RootOf(asset);
            Assert.True(bundle[root].HasPosition);
            float distance = Distance(bundle, root, viewer);
            foreach (int other in need.Assets)
            {
                if (bundle[other].HasPosition && Distance(bundle, other, viewer) < distance - 0.01f)
                {
                    HashSet<int> closure = [];
                    AddClosure(bundle, other, closure);
                    Assert.DoesNotContain(asset, closure);
                }
            }
        }
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        using Scene scene = world.OpenScene();
        using NeedSet need = new(scene.Bundle);
        NeedVolume volume = new(600f);
        need.Compute(volume, new Vector3(500, 300, 500), Vector3.UnitX);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            need.Compute(volume, new Vector3(20 * i, 300, 700), Vector3.UnitZ);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float Distance(Bundle bundle, int asset, Vector3 viewer) =>
        MathF.Max(0f, Vector3.Distance(viewer, bundle[asset].Position) - bundle[asset].Radius);

    private static void AddClosure(Bundle bundle, int asset, HashSet<int> closure)
    {
        if (closure.Add(asset))
        {
            foreach (int dependency in bundle.Dependencies(asset))
            {
                AddClosure(bundle, dependency, closure);
            }
        }
    }
}
