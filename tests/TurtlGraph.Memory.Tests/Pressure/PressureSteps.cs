using System.Runtime.InteropServices;

namespace TurtlGraph.Memory.Tests;

/// <summary>
/// A program of its own, run in a control group: takes memory step by step until the limit of the group presses most, then gives
/// it back. Prints each change of level and action.
/// </summary>
internal static unsafe class PressureSteps
{
    private const int Step = 1 << 20;

    public static int Run(long limit)
    {
        using var monitor = new MemoryPressureMonitor(new MemoryPressureOptions { IsManual = true });
        var blocks = new Stack<nint>();
        var last = Print(monitor, "");
        while (State(monitor).Level < MemoryPressure.High)
        {
            if (blocks.Count * (long)Step > limit)
            {
                Console.Error.WriteLine("the limit was never seen");
                return 1;
            }

            var block = NativeMemory.Alloc(Step);
            NativeMemory.Fill(block, Step, 1);
            blocks.Push((nint)block);
            last = Print(monitor, last);
        }

        while (blocks.TryPop(out var block))
        {
            NativeMemory.Free((void*)block);
        }

        Console.WriteLine("freed");
        Print(monitor, "");
        return 0;
    }

    private static string Print(MemoryPressureMonitor monitor, string last)
    {
        var state = State(monitor);
        var line = $"{state.Level} {state.Action}";
        if (line != last)
        {
            Console.WriteLine(line);
        }

        return line;
    }

    /// <summary>What the group's limit presses; the machine itself may be short of memory meanwhile.</summary>
    private static PressureSourceState State(MemoryPressureMonitor monitor)
    {
        monitor.Sample();
        return monitor.Sources.Single(source => source.Name.StartsWith("cgroup", StringComparison.Ordinal));
    }
}
