using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>Who allocated or freed: a thread and, where stacks are kept, its calls.</summary>
internal sealed class AllocationSite
{
    private readonly StackTrace? _stack;

    private AllocationSite(StackTrace? stack)
    {
        _stack = stack;
        Thread = System.Threading.Thread.CurrentThread.Name is { Length: > 0 } name
            ? $"thread '{name}'"
            : $"thread {Environment.CurrentManagedThreadId}";
    }

    public string Thread { get; }

    /// <summary>The calls, innermost first, those of the ledger left out; empty when stacks are not kept.</summary>
    public string Stack => _stack?.ToString().TrimEnd() ?? "";

    /// <summary>The calls that led here, without the ledger's own two.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static AllocationSite Capture(bool stacks) => new(stacks ? new StackTrace(2, fNeedFileInfo: true) : null);

    public override string ToString() => Stack.Length == 0 ? Thread : $"{Thread}\n{Stack}";
}
