namespace TurtlGraph.Ecs.Tests;

/// <summary>4 bytes.</summary>
internal record struct Health(int Value);

/// <summary>12 bytes, which does not divide a cache line.</summary>
internal record struct Place(int X, int Y, int Z);

/// <summary>1 byte, as large as a tag but with a value.</summary>
internal record struct Level(byte Value);

/// <summary>8 bytes.</summary>
internal record struct Stamp(long Value);

/// <summary>16 bytes.</summary>
internal record struct Span16(long A, long B);

/// <summary>40 bytes, which is copied by the general path.</summary>
internal record struct Wide(long A, long B, long C, long D, long E);

internal struct TagA;

internal struct TagB;

internal record struct TagC;
