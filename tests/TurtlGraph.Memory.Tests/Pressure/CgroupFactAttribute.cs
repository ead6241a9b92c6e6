namespace TurtlGraph.Memory.Tests;

/// <summary>A test that needs a control group with a limit of its own; skipped, with the reason, where none can be made.</summary>
internal sealed class CgroupFactAttribute : FactAttribute
{
    public CgroupFactAttribute() => Skip = RealCgroup.WhyNot();
}
