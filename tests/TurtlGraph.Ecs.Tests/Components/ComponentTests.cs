namespace TurtlGraph.Ecs.Tests;

public class ComponentTests
{
    private enum Small : byte
    {
        One = 1,
    }

    [Fact]
    public void Empty_structs_are_tags()
    {
        Assert.True(Component<TagA>.IsTag);
        Assert.True(Component<TagC>.IsTag);
    }

    [Fact]
    public void Structs_of_one_byte_are_not()
    {
        Assert.False(Component<Level>.IsTag);
        Assert.False(Component<byte>.IsTag);
        Assert.False(Component<bool>.IsTag);
        Assert.False(Component<Small>.IsTag);
        Assert.False(Component<Health>.IsTag);
    }

    [Fact]
    public void Types_have_different_numbers()
    {
        int[] ids = [Component<Health>.Id, Component<Place>.Id, Component<TagA>.Id, Component<TagB>.Id, Component<Level>.Id];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Masks_are_sets() => Law.HoldsForSteps(100, 40, steps =>
    {
        var model = new SortedSet<int>();
        var other = new SortedSet<int>();
        var mask = ComponentMask.Empty;
        var otherMask = ComponentMask.Empty;
        foreach (var step in steps)
        {
            var id = step % ComponentMask.Capacity;
            if ((step & 1024) == 0)
            {
                model.Add(id);
                mask |= ComponentMask.Of(id);
            }
            else
            {
                other.Add(id);
                otherMask |= ComponentMask.Of(id);
            }
        }

        Span<int> ids = stackalloc int[ComponentMask.Capacity];
        Assert.Equal(model, ids[..mask.CopyIds(ids)].ToArray());
        Assert.Equal(model.Count, mask.Count);
        Assert.Equal(model.Overlaps(other), mask.Overlaps(otherMask));
        Assert.Equal(model.IsSupersetOf(other), mask.Contains(otherMask));
        Assert.Equal(model.Except(other), ids[..mask.Without(otherMask).CopyIds(ids)].ToArray());
        Assert.All(model, id => Assert.True(mask.Contains(id)));
    });
}
