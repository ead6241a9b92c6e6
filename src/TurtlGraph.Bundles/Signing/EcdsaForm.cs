namespace TurtlGraph.Bundles;

/// <summary>
/// The form of an ECDSA signature on P-256: r and s as 32 big-endian bytes each (IEEE P1363). When (r, s) is a signature then so
/// is (r, n - s), which anybody can work out; only the smaller s is written and accepted, so a signed file cannot be changed.
/// </summary>
internal static class EcdsaForm
{
    /// <summary>Bytes of a signature.</summary>
    public const int Length = 64;

    private const int Half = 32;

    /// <summary>Order of the group (FIPS 186-5, SP 800-186).</summary>
    private static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    /// <summary>Whether the signature has the right length and the smaller s.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Length)
        {
            return false;
        }

        Span<byte> other = stackalloc byte[Half];
        Negate(signature[Half..], other);
        return signature[Half..].SequenceCompareTo(other) < 0;
    }

    /// <summary>Takes the smaller of the two values of s.</summary>
    public static void MakeCanonical(Span<byte> signature)
    {
        if (!IsCanonical(signature))
        {
            Span<byte> other = stackalloc byte[Half];
            Negate(signature[Half..], other);
            other.CopyTo(signature[Half..]);
        }
    }

    /// <summary>n - s, or what is left of it modulo 2^256 when s exceeds n.</summary>
    private static void Negate(ReadOnlySpan<byte> s, Span<byte> result)
    {
        int borrow = 0;
        for (int i = Half - 1; i >= 0; i--)
        {
            int digit = Order[i] - s[i] - borrow;
            borrow = digit < 0 ? 1 : 0;
            result[i] = (byte)digit;
        }
    }
}
