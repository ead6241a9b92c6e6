namespace TurtlGraph.Flythrough;

/// <summary>What the views show of a flight in progress. A plain value that the game thread fills now and then.</summary>
internal struct LiveFigures
{
    public double Time;
    public double Seconds;
    public long Frames;
    public Manoeuvre? Manoeuvre;
    public float PositionX, PositionY, PositionZ;

    /// <summary>Updates since the last figures: the longest, and a typical one, microseconds.</summary>
    public double FrameMicroseconds, FrameMaxMicroseconds, FrameBudgetMicroseconds;
    public long OverBudget, Preempted;

    public int NeededAssets, ResidentNeeded;
    public double HitRatio;

    public FourClasses Queued;
    public long BytesRead;

    /// <summary>What the runtime allows itself, bytes a second.</summary>
    public double BandwidthLimit;

    public long Resident, Reserved, Grace, PeakMemory, Budget;
    public long Evictions, Rescued;
    public long PredictionsIssued, PredictionsUsed;
    public double Accuracy, Coverage;
    public long RequestsTotal, RequestsOpen;
}
