namespace TurtlGraph.Flythrough;

/// <summary>One octave of gradient noise: how fine, how strong, from which seed.</summary>
/// <param name="Seed">Chooses the lattice of gradients.</param>
/// <param name="Frequency">Lattice cells for each unit of the coordinates.</param>
/// <param name="Amplitude">The factor of the octave in the sum.</param>
/// <param name="PeriodMask">Lattice cells after which the noise repeats, less one (a power of two less one); -1 for no repetition.</param>
/// <param name="Ridged">Folds the octave at zero, which makes crests: <c>1 - 2|n|</c> instead of <c>n</c>.</param>
internal readonly record struct NoiseLayer(uint Seed, float Frequency, float Amplitude, int PeriodMask = -1, bool Ridged = false);
