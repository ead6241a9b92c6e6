namespace TurtlGraph.Prediction;

/// <summary>Where a sweep of a <see cref="SpatialIndex"/> goes on: level, row and place. The default value is the beginning.</summary>
internal record struct SweepCursor(int Level, int Row, int Place);
