namespace TurtlGraph.Ecs;

/// <summary>A piece of logic that runs once a frame over the world's columns, on the thread that runs its group.</summary>
public interface ISystem
{
    /// <summary>
    /// Does the frame's work. Structural changes go to <see cref="Frame.Commands"/>. A system that may not finish in its share
    /// asks <see cref="Frame.TimeIsUp"/> now and then, keeps a cursor of its own, calls <see cref="Frame.CarryOver"/> and goes
    /// on in the next frame.
    /// </summary>
    void Run(ref Frame frame);
}
