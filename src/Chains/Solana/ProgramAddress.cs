using System.Numerics;
using System.Security.Cryptography;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Addresses that programs own because no secret key can exist for them (solana.com/docs/core/pda).</summary>
public static class ProgramAddress
{
    public const int MaximumSeed = 32;
    public const int MaximumSeeds = 16;

    /// <summary>Source: spl-associated-token-account.</summary>
    public static readonly SolanaKey AssociatedTokenProgram = SolanaKey.Parse("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

    // The field of Curve25519 and the constant of its twisted Edwards form (RFC 8032, section 5.1).
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = BigInteger.Parse("37095705934669439343138083508754565189542113879843219016388785533085940283555", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The token account that a wallet has for a mint by convention.</summary>
    /// <param name="wallet">Who owns it.</param>
    /// <param name="tokenProgram">SPL Token or Token-2022, whichever owns the mint.</param>
    /// <param name="mint">Of which token.</param>
    public static SolanaKey Associated(SolanaKey wallet, SolanaKey tokenProgram, SolanaKey mint) =>
        Find(AssociatedTokenProgram, wallet.ToArray(), tokenProgram.ToArray(), mint.ToArray());

    /// <summary>The program's address for the seeds with the highest bump that lies off the curve.</summary>
    /// <exception cref="ArgumentException">More than 15 seeds or one of more than 32 bytes.</exception>
    public static SolanaKey Find(SolanaKey program, params ReadOnlySpan<byte[]> seeds)
    {
        if (seeds.Length >= MaximumSeeds) throw new ArgumentException($"At most {MaximumSeeds - 1} seeds beside the bump, not {seeds.Length}.", nameof(seeds));
        var input = new List<byte>();
        foreach (var seed in seeds)
        {
            if (seed.Length > MaximumSeed) throw new ArgumentException($"A seed has at most {MaximumSeed} bytes, not {seed.Length}.", nameof(seeds));
            input.AddRange(seed);
        }

        var bumpAt = input.Count;
        byte[] bytes = [.. input, 0, .. program.ToArray(), .. "ProgramDerivedAddress"u8];
        for (var bump = 255; bump >= 0; bump--)
        {
            bytes[bumpAt] = (byte)bump;
            var hash = SHA256.HashData(bytes);
            if (!IsOnCurve(hash)) return SolanaKey.From(hash);
        }

        // Each bump fails with probability one half.
        throw new InvalidOperationException("No bump gives an address off the curve.");
    }

    /// <summary>The address of an account made with a seed by a base key (<c>create_with_seed</c>).</summary>
    public static SolanaKey WithSeed(SolanaKey baseKey, string seed, SolanaKey program) =>
        SolanaKey.From(SHA256.HashData([.. baseKey.ToArray(), .. System.Text.Encoding.UTF8.GetBytes(seed), .. program.ToArray()]));

    /// <summary>Whether 32 bytes are an Ed25519 point, as the runtime decides it: x² = (y² − 1) / (d·y² + 1) has a root.</summary>
    public static bool IsOnCurve(ReadOnlySpan<byte> bytes)
    {
        Span<byte> y = stackalloc byte[SolanaKey.Size];
        bytes.CopyTo(y);
        y[31] &= 0x7f;
        var square = BigInteger.ModPow(new BigInteger(y, isUnsigned: true), 2, P);
        var quotientTimesSquare = (square + P - 1) * ((D * square) + 1) % P;

        // Euler's criterion; u/v is a square exactly if u·v is, and v is never zero because −1/d is no square.
        return quotientTimesSquare.IsZero || BigInteger.ModPow(quotientTimesSquare, (P - 1) / 2, P).IsOne;
    }
}
