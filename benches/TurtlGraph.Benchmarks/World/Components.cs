namespace TurtlGraph.Benchmarks;

internal struct PositionX
{
    public float Value;
}

internal struct PositionY
{
    public float Value;
}

internal struct PositionZ
{
    public float Value;
}

internal struct VelocityX
{
    public float Value;
}

internal struct VelocityY
{
    public float Value;
}

internal struct VelocityZ
{
    public float Value;
}

/// <summary>The component that is added and removed.</summary>
internal struct Score
{
    public float Value;
}

/// <summary>A tag that is added and removed.</summary>
internal struct Queued;

/// <summary>The tag that follows <see cref="Queued"/>.</summary>
internal struct Reading;
