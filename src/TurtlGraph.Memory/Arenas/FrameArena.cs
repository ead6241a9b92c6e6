namespace TurtlGraph.Memory;

/// <summary>
/// Arenas that take turns, one a frame: what is allocated in a frame stays valid for a fixed number of frames and is then freed
/// at once, so that other threads and the next frame can still read it.
/// </summary>
/// <remarks>One thread at a time may call its members; the memory itself may be read and written by any thread. The owner must dispose it.</remarks>
public sealed class FrameArena : IDisposable
{
    private readonly Arena[] _arenas;

    /// <summary>Makes the arenas, each with <paramref name="options"/>; frame 0 begins.</summary>
    /// <param name="options">Options of each arena; its name is followed by a number.</param>
    /// <param name="frames">
    /// For how many frames memory is valid, its own included: 1 to 16. Default 2, its own frame and the next one.
    /// </param>
    /// <exception cref="MappingException">The system refuses a reservation.</exception>
    public FrameArena(ArenaOptions? options = null, int frames = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, 16);
        options ??= new ArenaOptions { Name = "frame" };
        _arenas = new Arena[frames];
        try
        {
            for (var i = 0; i < frames; i++)
            {
                _arenas[i] = new Arena(options with { Name = $"{options.Name} {i}" });
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Current = _arenas[0];
    }

    /// <summary>For how many frames memory is valid, its own included.</summary>
    public int Frames => _arenas.Length;

    /// <summary>Number of the frame, counted from 0.</summary>
    public long Frame { get; private set; }

    /// <summary>The arena of this frame. What it hands out is valid until <see cref="Frame"/> has risen by <see cref="Frames"/>.</summary>
    public Arena Current { get; private set; }

    /// <summary>Begins the next frame and frees what was allocated <see cref="Frames"/> frames before it.</summary>
    /// <exception cref="InvalidOperationException">A scope is still open in the arena that is due; the frame has not changed.</exception>
    public void NextFrame()
    {
        var next = _arenas[(int)((Frame + 1) % _arenas.Length)];
        next.Reset();
        Frame++;
        Current = next;
    }

    /// <summary>Gives committed memory that no valid frame uses back to the system.</summary>
    public void Trim()
    {
        foreach (var arena in _arenas)
        {
            arena.Trim();
        }
    }

    /// <summary>Releases all memory; every pointer into it becomes invalid.</summary>
    public void Dispose()
    {
        foreach (var arena in _arenas)
        {
            arena?.Dispose();
        }
    }
}
